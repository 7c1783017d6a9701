// The search of the top line is also the command palette: Ctrl K from anywhere, arrows to choose.
const field = () => document.getElementById("search");
const box = () => document.getElementById("hits");

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    field()?.focus();
    field()?.select();
    return;
  }
  if (event.key === "?" && !event.target.closest("input, textarea, select")) {
    document.getElementById("keys")?.showModal();
    return;
  }
  if (!event.target.closest?.(".topline-search")) return;
  if (event.key === "Escape") {
    box().replaceChildren();
    field().blur();
  }
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const stops = [field(), ...box().querySelectorAll("a.hit")];
  const next = stops.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
  event.preventDefault();
  stops[Math.max(0, Math.min(stops.length - 1, next))].focus();
});

document.addEventListener("click", (event) => {
  if (!event.target.closest(".topline-search")) box()?.replaceChildren();
});
