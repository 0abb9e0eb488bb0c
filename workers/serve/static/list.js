/* The list: choose all rows of the page, and say how many are chosen. */

const all = document.getElementById("all");
if (all) {
  const boxes = [...document.querySelectorAll("input[name=call]")];
  const told = document.getElementById("chosen"), none = told.textContent;
  const show = () => {
    const chosen = boxes.filter((box) => box.checked).length;
    all.checked = chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
    told.textContent = chosen ? told.dataset.many.replace("{n}", chosen) : none;
  };
  all.hidden = false;
  all.addEventListener("change", () => { boxes.forEach((box) => { box.checked = all.checked; }); show(); });
  boxes.forEach((box) => box.addEventListener("change", show));
  show();
}
