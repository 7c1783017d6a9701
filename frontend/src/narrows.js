// A small search field over a list of options: it hides those that do not hold what is typed.
const field = (event) => event.target.closest?.("[data-narrows]");

document.addEventListener("input", (event) => {
  const typed = field(event);
  if (!typed) return;
  const wanted = typed.value.trim().toLowerCase();
  for (const option of document.querySelectorAll(`${typed.dataset.narrows} .option`))
    option.hidden = !option.textContent.toLowerCase().includes(wanted);
});

// What is typed here is no choice: the form around it must not be sent for it.
document.addEventListener("change", (event) => field(event) && event.stopImmediatePropagation(), true);
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && field(event)) event.preventDefault();
});
