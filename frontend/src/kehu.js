// Every page: the parts that make it answer without loading again.
import "@tabler/core/dist/css/tabler.min.css";
import "./kehu.css";
import htmx from "htmx.org";
import Alpine from "@alpinejs/csp";
import "./copy.js";
import "./keys.js";
import "./narrows.js";
import "./search.js";

// The content security policy forbids styles and scripts written into a page.
htmx.config.includeIndicatorStyles = false;
htmx.config.allowEval = false;
htmx.config.selfRequestsOnly = true;

window.htmx = htmx;
window.Alpine = Alpine;
Alpine.start();
