/* Shares in per cent that are to add up to exactly 100.00: the sum is shown while they are written. */
export function startShares() {
  document.querySelectorAll("[data-shares]").forEach(show);
  document.addEventListener("htmx:afterSettle", () => document.querySelectorAll("[data-shares]").forEach(show));
  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-share]")) show(event.target.closest("[data-shares]"));
  });
}

/* Hundredths of a per cent; what is no number counts as nothing until the server says so. */
function hundredths(text) {
  const found = text.trim().replace("%", "").trim().match(/^(\d{1,3})(?:[.,](\d{1,2}))?$/);
  return found ? Number(found[1]) * 100 + Number((found[2] || "").padEnd(2, "0")) : 0;
}

function written(number) {
  return (number / 100).toLocaleString(document.documentElement.lang || "sv", {
    minimumFractionDigits: 2, maximumFractionDigits: 2,
  });
}

function show(table) {
  const boxes = [...table.querySelectorAll("[data-share]")];
  const sum = boxes.reduce((total, box) => total + hundredths(box.value), 0);
  const left = 10000 - sum;
  table.querySelector("[data-share-sum]").textContent = `${written(sum)} %`;
  const words = left === 0 ? table.dataset.whole : (left > 0 ? table.dataset.missing : table.dataset.over);
  const empty = boxes.every((box) => !box.value.trim());
  table.querySelector("[data-share-words]").textContent = empty ? "" : words.replace("%s", written(Math.abs(left)));
}
