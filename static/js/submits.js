/* A form is sent once: a second press is ignored until the answer is here. The server knows it too, by `once`. */
const AGAIN_AFTER_MS = 20000; // an answer that is a file leaves the page as it is

export function startSubmits() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method === "dialog") return;
    if (form.dataset.sent) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    form.dataset.sent = "yes";
    // After the browser has put the pressed button among the fields.
    setTimeout(() => (isKeptBack(event) ? release(form) : hold(form, event.submitter)), 0);
    setTimeout(() => release(form), AGAIN_AFTER_MS);
  }, { capture: true });
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt.closest("form");
    if (form) release(form);
  });
  document.querySelectorAll("form[data-send-at-once]").forEach((form) => form.requestSubmit());
}

/* Another script took the form over and sends nothing through the browser; htmx tells when its answer is here. */
function isKeptBack(event) {
  return event.defaultPrevented && !event.target.matches("[hx-post], [hx-get], [hx-put], [hx-patch], [hx-delete]");
}

function hold(form, submitter) {
  if (submitter) submitter.setAttribute("aria-busy", "true");
  buttons(form).forEach((button) => { button.disabled = true; });
}

export function release(form) {
  delete form.dataset.sent;
  buttons(form).forEach((button) => {
    button.disabled = false;
    button.removeAttribute("aria-busy");
  });
}

function buttons(form) {
  return [...form.elements].filter((control) => control.type === "submit");
}
