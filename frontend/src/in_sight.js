// On a phone rail and tabs are longer than the screen is wide: where one is at is in sight.
for (const here of document.querySelectorAll(".rail-place[aria-current], .tab[aria-current]")) {
  here.scrollIntoView({ block: "nearest", inline: "center" });
}

// A sample is longer than its list is high; the page around it stays where it is.
for (const here of document.querySelectorAll(".sample-list > [aria-current]")) {
  const list = here.closest(".split-list");
  list.scrollTop = here.offsetTop - list.clientHeight / 2;
}
