// A button with data-copy copies the field of that id, and says so in data-copied.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copy);
  field.select();
  // Outside HTTPS there is no clipboard; the old command still is.
  if (navigator.clipboard) navigator.clipboard.writeText(field.value);
  else document.execCommand("copy");
  const words = button.querySelector("span");
  words.textContent = button.dataset.copied;
  words.setAttribute("role", "status");
});
