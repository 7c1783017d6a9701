// On a phone the rail is longer than the screen is wide: the place one is at is in sight.
document.querySelector(".rail-place[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
