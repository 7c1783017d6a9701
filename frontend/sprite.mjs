// One file with the icons that pages use: `<svg><use href="icons.svg#NAME"></use></svg>`.
import { readFileSync, writeFileSync } from "node:fs";

const [list, icons, out] = process.argv.slice(2);
const symbols = readFileSync(list, "utf8")
  .split("\n")
  .filter(Boolean)
  .map((name) => {
    const drawn = readFileSync(`${icons}/${name}.svg`, "utf8");
    const paths = drawn.slice(drawn.indexOf(">", drawn.indexOf("<svg")) + 1, drawn.lastIndexOf("</svg>"));
    return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">${paths.trim()}</symbol>`;
  });
writeFileSync(out, `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`);
