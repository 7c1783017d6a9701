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

// One box chooses all of its name on the page.
document.addEventListener("change", (event) => {
  const all = event.target.closest?.("[data-picks]");
  if (!all) return;
  for (const one of document.querySelectorAll(`[name="${all.dataset.picks}"]`)) one.checked = all.checked;
});

// Forms beside the list are about the list as it is now.
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id !== "found") return;
  // Bounds that were added stand above the list now.
  for (const one of document.querySelectorAll("#bounds input, #bounds select")) one.value = "";
  const query = document.getElementById("query");
  if (query) for (const one of document.querySelectorAll("[data-query]")) one.value = query.value;
});
