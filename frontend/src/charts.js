// Pages with charts load this beside kehu.js. A chart reads its figures from a JSON element of the
// page (`data-from`): the content security policy allows no script within it.
import * as echarts from "echarts";

const blue = "#1f5fa8";
const percent = (share) => `${Math.round(share * 100)}%`;

const drawn = {
  pareto: ({ points, few }) => ({
    grid: { left: 48, right: 44, top: 24, bottom: 32 },
    tooltip: { trigger: "axis", valueFormatter: percent },
    xAxis: { type: "value", max: points.at(-1)[0] },
    yAxis: { type: "value", max: 1, axisLabel: { formatter: percent } },
    series: [{
      type: "line", data: points, showSymbol: false, areaStyle: { opacity: 0.12 }, color: blue,
      markLine: {
        symbol: "none", lineStyle: { color: "#b45309" },
        data: [{ yAxis: 0.8, label: { formatter: "80%" } }, { xAxis: few, label: { formatter: `${few}` } }],
      },
    }],
  }),
  sankey: (flows) => ({
    tooltip: {},
    series: [{
      type: "sankey", left: 8, right: 110, top: 8, bottom: 8, nodeGap: 10, draggable: false,
      data: [...new Set(flows.flatMap(([a, b]) => [`0${a}`, `1${b}`]))].map((name) => ({ name })),
      links: flows.map(([a, b, value]) => ({ source: `0${a}`, target: `1${b}`, value })),
      label: { formatter: ({ name }) => name.slice(1) },
      lineStyle: { color: "source", opacity: 0.35 },
    }],
  }),
  heat: ({ rows, columns, values }) => ({
    grid: { left: 120, right: 16, top: 8, bottom: 64 },
    tooltip: {},
    xAxis: { type: "category", data: columns, axisLabel: { interval: 0, rotate: columns.length > 8 ? 30 : 0 } },
    yAxis: { type: "category", data: rows, inverse: true },
    visualMap: {
      show: false, min: 0, max: Math.max(1, ...values.flat()), inRange: { color: ["#f2f6fb", blue] },
    },
    series: [{
      type: "heatmap", label: { show: true, color: "#17212c", textBorderColor: "#fff", textBorderWidth: 2 },
      data: values.flatMap((line, y) => line.map((value, x) => [x, y, value])),
    }],
  }),
};


for (const place of document.querySelectorAll("[data-chart]")) {
  const figures = JSON.parse(document.getElementById(place.dataset.from).textContent);
  const chart = echarts.init(place, null, { renderer: "svg" });
  chart.setOption({ animation: false, ...drawn[place.dataset.chart](figures) });
  new ResizeObserver(() => chart.resize()).observe(place);
}
