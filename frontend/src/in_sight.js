// On a phone rail and tabs are longer than the screen is wide: where one is at is in sight.
for (const here of document.querySelectorAll(".rail-place[aria-current], .tab[aria-current]")) {
  here.scrollIntoView({ block: "nearest", inline: "center" });
}
