/* Rows that are ticked in a list: all of a page at once, a stretch with Shift, and how many there are. */
const BOX = "input[data-pick]";
let last = null;

export function startBulk() {
  show();
  document.addEventListener("htmx:afterSettle", show);
  window.addEventListener("pageshow", show);
  document.addEventListener("click", (event) => {
    if (event.target.matches(BOX)) stretch(event.target, event.shiftKey);
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-pick-all] input")) boxes().forEach((box) => { box.checked = event.target.checked; });
    if (event.target.matches(`${BOX}, [data-pick-all] input`)) {
      document.querySelector("#bulk_which").value = "ticked";
      show();
    }
  });
}

function boxes() {
  return [...document.querySelectorAll(BOX)];
}

/* With Shift, everything between this box and the one before gets what this one has. */
function stretch(box, isLong) {
  const all = boxes();
  const [from, to] = [all.indexOf(last), all.indexOf(box)];
  if (isLong && from >= 0) {
    all.slice(Math.min(from, to), Math.max(from, to) + 1).forEach((one) => { one.checked = box.checked; });
  }
  last = box;
}

function show() {
  const all = boxes();
  if (!all.length) return;
  const ticked = all.filter((box) => box.checked);
  const every = document.querySelector("[data-pick-all]");
  every.hidden = false;
  every.firstElementChild.checked = ticked.length === all.length;
  every.firstElementChild.indeterminate = ticked.length > 0 && ticked.length < all.length;
  all.forEach((box) => box.closest("tr").classList.toggle("is-selected", box.checked));
  const count = document.querySelector("[data-pick-count]");
  count.textContent = ticked.length ? `${count.dataset.pickCount} ${ticked.length}` : "";
}
