/* What is written in a form is kept by the server a moment later, until the form is sent. The form is known by the
   address that it is sent to. Passwords and files never come along. */
import { isChanged } from "./unsaved.js";

const AFTER_MS = 1000; // of rest
const AT_LATEST_MS = 5000; // while somebody writes on
const AGAIN_MS = 10000; // after no answer
const MARKS = ["csrfmiddlewaretoken", "_resume", "resume"];
const CHOICES = ["checkbox", "radio", "select-one", "select-multiple"];
const waiting = new Map(); // form -> when its first unkept letter was written, the timer, and what is on its way

export function startDrafts() {
  if (!document.querySelector("#discard-draft")) return;
  markKept(document);
  document.addEventListener("htmx:afterSettle", (event) => markKept(event.target));
  for (const name of ["input", "change"]) document.addEventListener(name, (event) => note(event.target.form));
  document.addEventListener("submit", send);
  window.addEventListener("pagehide", () => settle(null));
  document.addEventListener("visibilitychange", () => { if (document.hidden) settle(null); });
}

/* What stands in the page because it was kept needs no keeping. */
function markKept(root) {
  root.querySelectorAll("[data-draft]:not([data-cut])").forEach((line) => {
    document.querySelectorAll('form[method="post"]').forEach((form) => {
      if (addressOf(form) === line.dataset.draft) form.dataset.kept = "yes";
    });
  });
}

function addressOf(form) {
  const address = new URL(form.getAttribute("action") || location.href, location.href);
  return address.pathname + address.search;
}

function note(form) {
  if (!form || !form.matches('[method="post"]:not([data-may-leave], [data-no-draft])')) return;
  form.dataset.kept = "";
  const since = waiting.get(form)?.since ?? performance.now();
  later(form, Math.max(0, Math.min(AFTER_MS, since + AT_LATEST_MS - performance.now())), since);
}

function later(form, rest, since = performance.now()) {
  clearTimeout(waiting.get(form)?.timer);
  waiting.set(form, { ...waiting.get(form), since, timer: setTimeout(() => save(form), rest) });
}

/* Before a draft is thrown away or taken back everything is kept first, so that nothing comes after it and over it. */
function send(event) {
  const { target: form, submitter } = event;
  if (event.defaultPrevented) return;
  const saves = settle(form);
  if (!saves.length || !form.matches("#discard-draft, .toast form")) return;
  event.preventDefault();
  const pressed = document.createElement("input"); // the button itself may be gone by then, with its line
  Object.assign(pressed, { type: "hidden", name: submitter?.name || "", value: submitter?.value || "" });
  Promise.allSettled(saves).then(() => {
    form.append(pressed);
    form.submit();
    pressed.remove();
  });
}

/* A form that is being sent needs no draft any more; what stands in the others is kept at once. */
function settle(sent) {
  const saves = [];
  for (const [form, state] of [...waiting]) {
    clearTimeout(state.timer);
    waiting.delete(form);
    if (form === sent) state.sending?.abort();
    else if (form.dataset.kept === "") saves.push(save(form, { keepalive: true }));
    else if (form.dataset.kept === "saving") saves.push(state.done);
  }
  return saves;
}

function save(form, { keepalive = false } = {}) {
  const sending = new AbortController();
  const done = keep(form, sending, keepalive);
  if (!keepalive) waiting.set(form, { since: performance.now(), sending, done });
  return done;
}

async function keep(form, sending, keepalive) {
  form.dataset.kept = "saving";
  const headers = { "X-CSRFToken": JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"] };
  const address = document.querySelector("#discard-draft").dataset.save;
  try {
    const answer = await fetch(address, { method: "POST", body: written(form), headers, keepalive, signal: sending.signal });
    if (answer.status === 400) form.dataset.noDraft = ""; // not one of those that are kept: nothing was promised
    else if (!answer.ok) throw new Error(answer.statusText);
    else place(form, answer.status === 204 ? "" : await answer.text());
  } catch (error) {
    if (error.name === "AbortError") return;
    place(form, document.querySelector("#draft-not-saved").innerHTML);
    form.dataset.kept = "";
    later(form, AGAIN_MS);
  }
}

function written(form) {
  const secret = [...form.elements].filter((one) => one.type === "password").map((one) => one.name);
  const fields = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && ![...MARKS, ...secret].includes(name));
  return new URLSearchParams([...fields, ["_form", addressOf(form)], ...(isEmpty(form) ? [["_empty", "1"]] : [])]);
}

/* Nothing is written, and nothing is chosen that the page did not choose itself. */
function isEmpty(form) {
  const isRestored = form.hasAttribute("data-unsaved");
  const changed = [...form.elements].filter((one) => isChanged(one) && one.type !== "file");
  if (!changed.length) return !isRestored;
  const texts = isRestored ? [...form.elements].filter((one) => one.type !== "hidden" && !CHOICES.includes(one.type)) : changed;
  return !changed.some((one) => CHOICES.includes(one.type)) && !texts.some((one) => one.value && one.type !== "submit");
}

/* The line that says how the draft stands, in place of the one before; none where there is no draft. */
function place(form, html) {
  const made = document.createElement("template");
  made.innerHTML = html;
  const line = made.content.querySelector(".draft");
  const old = form.querySelector(".draft") || document.querySelector(`[data-draft="${CSS.escape(addressOf(form))}"]`);
  if (old && line) old.replaceWith(line);
  else if (old) old.remove();
  else if (line) form.append(line);
  if (form.dataset.kept === "saving") form.dataset.kept = line?.hasAttribute("data-cut") ? "" : "yes";
}
