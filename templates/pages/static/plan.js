// The plan's ticks: one above them for all, so that to write to one of many takes two clicks.

document.documentElement.classList.add("scripted");

document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (!form?.querySelector("[data-all]")) return;
  const boxes = [...form.querySelectorAll("input[name=customer]")];
  const all = form.querySelector("[data-all]");
  if (event.target === all) for (const box of boxes) box.checked = all.checked;
  all.checked = boxes.every((box) => box.checked);
  all.indeterminate = !all.checked && boxes.some((box) => box.checked);
});
