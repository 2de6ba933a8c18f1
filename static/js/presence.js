/* Who else has the case open. Asked every few seconds while the page is seen; silent where there is no answer. */
const EVERY_MS = 4000;
const WRITES_FOR_MS = 15000; // after the last letter

let place;
let wroteAt = -Infinity;
let timer = 0;

export function startPresence() {
  place = document.querySelector("[data-presence]");
  if (!place) return;
  document.addEventListener("input", (event) => {
    if (event.target.form?.method !== "post") return;
    const began = !isWriting();
    wroteAt = performance.now();
    if (began) look();
  });
  document.addEventListener("visibilitychange", () => (document.hidden ? leave() : look()));
  window.addEventListener("pagehide", leave);
  look();
}

function isWriting() {
  return performance.now() - wroteAt < WRITES_FOR_MS;
}

async function look() {
  clearTimeout(timer);
  if (document.hidden) return;
  timer = setTimeout(look, EVERY_MS);
  try {
    const answer = await say(isWriting() ? "writes" : "reads");
    if (answer.status >= 400 && answer.status < 500) clearTimeout(timer); // logged out, or not to be read any more
    show(answer.ok ? (await answer.text()).trim() : "");
  } catch {
    show("");
  }
}

function leave() {
  clearTimeout(timer);
  say("leaves", { keepalive: true }).catch(() => {});
}

function say(does, { keepalive = false } = {}) {
  const headers = { "X-CSRFToken": JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"] };
  return fetch(place.dataset.presence, { method: "POST", body: new URLSearchParams({ does }), headers, keepalive });
}

/* Read aloud only when it has changed. */
function show(html) {
  if (place.dataset.shown !== html) place.innerHTML = html;
  place.dataset.shown = html;
}
