/* Receipts move to the corner and can be closed; after a swap, focus goes where the answer asks for it. */
export function startToasts() {
  gather(document);
  document.addEventListener("htmx:afterSettle", (event) => {
    gather(document);
    if (event.detail.elt.closest("[data-quiet]")) return; // a hint that came by itself leaves the writer where she is
    const wanted = event.detail.elt.querySelector("#error-summary, [data-focus]") || document.querySelector("#error-summary");
    if (wanted) wanted.focus();
  });
  for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, sayNoAnswer);
  }
  const summary = document.querySelector("#error-summary");
  if (summary) summary.focus();
}

function gather(root) {
  const corner = document.querySelector("#toasts");
  if (!corner) return;
  root.querySelectorAll("main .toast:not([data-stays])").forEach((toast) => {
    addClose(toast);
    corner.append(toast);
  });
}

function addClose(toast) {
  const close = document.querySelector("#toast-close").content.cloneNode(true);
  close.querySelector("button").addEventListener("click", () => toast.remove());
  toast.append(close);
}

function sayNoAnswer() {
  const corner = document.querySelector("#toasts");
  const message = document.querySelector("#no-answer").content.cloneNode(true).firstElementChild;
  corner.replaceChildren(message);
  addClose(message);
}
