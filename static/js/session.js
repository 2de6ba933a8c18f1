/* Tells in good time that the log-in is about to end, by the server's clock, and prolongs it on request.
   Seconds are counted by a clock that follows neither the computer's settings nor a change of time. */
const WARN_SECONDS = 300;
const LOOK_EVERY_MS = 15000;

let endsAt = 0;
let dialog;
let wasClosed = ""; // what the person has closed: the warning, or the message that it is over

export function startSession() {
  dialog = document.querySelector("#session-dialog");
  if (!dialog) return;
  setLeft(Number(document.body.dataset.sessionExpiresIn));
  dialog.querySelector("[data-session-stay]").addEventListener("click", stay);
  dialog.addEventListener("close", () => { wasClosed = secondsLeft() > 0 ? "soon" : "over"; });
  document.addEventListener("htmx:afterRequest", (event) => {
    const left = event.detail.xhr && event.detail.xhr.getResponseHeader("Session-Expires-In");
    if (left) setLeft(Number(left));
  });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
  setInterval(look, LOOK_EVERY_MS);
}

function setLeft(seconds) {
  endsAt = performance.now() + seconds * 1000;
}

function secondsLeft() {
  return Math.round((endsAt - performance.now()) / 1000);
}

async function look() {
  if (secondsLeft() > WARN_SECONDS) return;
  await ask("GET"); // another tab may have prolonged it
  if (secondsLeft() > WARN_SECONDS) calmDown();
  else show();
}

async function stay() {
  await ask("POST");
  if (secondsLeft() > WARN_SECONDS) calmDown();
  else show();
}

function calmDown() {
  if (dialog.open) dialog.close();
  wasClosed = "";
}

async function ask(method) {
  const headers = { "X-CSRFToken": JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"] };
  try {
    const answer = await fetch(dialog.dataset.url, { method, headers });
    setLeft((await answer.json()).expires_in);
  } catch {
    // No connection: the count goes on and the next look asks again.
  }
}

function show() {
  const left = secondsLeft();
  const over = left <= 0;
  dialog.querySelectorAll("[data-session-soon]").forEach((part) => { part.hidden = over; });
  dialog.querySelectorAll("[data-session-over]").forEach((part) => { part.hidden = !over; });
  dialog.querySelector("[data-session-stay]").hidden = over;
  dialog.querySelector("[data-session-left]").textContent = inWords(left);
  if (!dialog.open && wasClosed !== (over ? "over" : "soon")) dialog.showModal();
}

function inWords(seconds) {
  const unit = seconds > 90 ? "minute" : "second";
  const count = seconds > 90 ? Math.round(seconds / 60) : Math.max(0, seconds);
  return new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit, unitDisplay: "long" }).format(count);
}
