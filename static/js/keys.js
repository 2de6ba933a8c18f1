/* Shortcuts. Elements say which key is theirs (`data-key`); rows for j, k and o carry `data-row`. */
const SECOND_KEY_MS = 1200;
// In a list these open the row's case with the part in focus that has the key; the address carries the key along.
const PARTS = ["s", "n"];

export function startKeys() {
  let first = "";
  document.addEventListener("keydown", (event) => {
    if (document.body.dataset.shortcuts !== "on" || isTaken(event)) return;
    const key = first ? `${first} ${event.key}` : event.key;
    first = "";
    if (key === "g") {
      first = "g";
      setTimeout(() => { first = ""; }, SECOND_KEY_MS);
    } else if (key === "?") {
      event.preventDefault();
      document.querySelector("#shortcuts-dialog").showModal();
    } else if (!useRow(key, event)) {
      use(document.querySelector(`[data-key="${CSS.escape(key)}"]`), event);
    }
  });
  document.addEventListener("click", (event) => {
    const help = event.target.closest('a[data-key="?"]');
    if (!help || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    document.querySelector("#shortcuts-dialog").showModal();
  });
  const part = location.hash.slice(1);
  if (PARTS.includes(part)) enter(document.querySelector(`[data-key="${part}"]`));
}

/* Somebody types, has a window open, or presses a key of the browser. */
function isTaken(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return true;
  if (document.querySelector("dialog[open]")) return true;
  return Boolean(event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]"));
}

function use(target, event) {
  if (!target) return;
  event.preventDefault();
  if (target.tagName === "A" || target.tagName === "BUTTON") target.click();
  else enter(target);
}

/* A control takes the focus itself; in a group its first control does. */
function enter(target) {
  if (!target) return;
  const isControl = target.matches("input, textarea, select");
  ((!isControl && target.querySelector("a[href], button:not([disabled])")) || target).focus();
}

/* Whether the key was one of the list's: another row, or what is done with the row in focus. */
function useRow(key, event) {
  const rows = [...document.querySelectorAll("[data-row]")].filter((row) => row.checkVisibility());
  if (!rows.length) return false;
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  if (key === "j" || key === "k") {
    const next = at < 0 ? (key === "j" ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + (key === "j" ? 1 : -1)));
    (rows[next].querySelector("[data-row-link]") || rows[next].querySelector("a, button")).focus();
  } else if (at >= 0 && key === "x" && rows[at].querySelector("[data-pick]")) {
    rows[at].querySelector("[data-pick]").click();
  } else if (at >= 0 && (key === "o" || PARTS.includes(key))) {
    const link = rows[at].querySelector("a[data-row-link]");
    if (!link) return false;
    const address = new URL(link.href);
    address.hash = key === "o" ? "" : key;
    location.assign(address);
  } else {
    return false;
  }
  event.preventDefault();
  return true;
}
