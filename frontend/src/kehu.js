// Every page: the parts that make it answer without loading again.
import "@tabler/core/dist/css/tabler.min.css";
import "./kehu.css";
import htmx from "htmx.org";
import Alpine from "@alpinejs/csp";
import "./copy.js";
import "./keys.js";
import "./narrows.js";
import "./in_sight.js";
import "./search.js";

// The content security policy forbids styles and scripts written into a page.
htmx.config.includeIndicatorStyles = false;
htmx.config.allowEval = false;
htmx.config.selfRequestsOnly = true;
// What was refused comes with words beside the field: it is shown like any other answer.
htmx.config.responseHandling = [
  { code: "204", swap: false },
  { code: "[23]..", swap: true },
  { code: "(403|409|422)", swap: true, error: false },
  { code: "[45]..", swap: false, error: true },
];

window.htmx = htmx;
window.Alpine = Alpine;
Alpine.start();
