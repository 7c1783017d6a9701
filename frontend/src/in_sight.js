// On a phone rail and tabs are longer than the screen is wide, and a sample is longer than it is high:
// where one is at is in sight.
for (const here of document.querySelectorAll(".rail-place[aria-current], .tab[aria-current], .sample-list > [aria-current]")) {
  here.scrollIntoView({ block: "nearest", inline: "center" });
}
