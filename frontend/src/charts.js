// Pages with charts load this beside kehu.js. A chart reads its figures from a JSON element of the
// page (`data-from`): the content security policy allows no script within it.
import * as echarts from "echarts";

const blue = "#1f5fa8";
const short = new Intl.NumberFormat(document.documentElement.lang, { notation: "compact" });
const days = (day, more) => new Date(Date.parse(day) + more * 86400000).toISOString().slice(0, 10);
const percent = (share) => `${Math.round(share * 100)}%`;

const drawn = {
  // What was said against what happened: on the line where the two agree; a dot is as wide as many.
  calibration: ({ points, said, happened, customers }) => {
    const most = Math.max(...points.map(([, , count]) => count));
    const axis = (name) => ({
      type: "value", min: 0, max: 1, name, nameLocation: "middle", axisLabel: { formatter: percent },
    });
    return {
      grid: { left: 64, right: 20, top: 16, bottom: 48 },
      tooltip: {
        formatter: ({ value: [a, b, count] }) =>
          `${said} ${percent(a)}<br>${happened} ${percent(b)}<br>${customers} ${count.toLocaleString()}`,
      },
      xAxis: { ...axis(said), nameGap: 28 },
      yAxis: { ...axis(happened), nameGap: 44 },
      series: [{
        type: "scatter", data: points, color: blue, z: 3,
        symbolSize: ([, , count]) => 7 + 9 * Math.sqrt(count / most),
        markLine: {
          silent: true, symbol: "none", label: { show: false },
          lineStyle: { color: "#b45309", type: "dashed" }, data: [[{ coord: [0, 0] }, { coord: [1, 1] }]],
        },
      }, { type: "line", data: points.map(([a, b]) => [a, b]), showSymbol: false, silent: true, color: blue, lineStyle: { opacity: 0.5 } }],
    };
  },
  // How many times the average a label earned; the line is the average.
  lift: (bars) => ({
    grid: { left: 132, right: 48, top: 8, bottom: 28 },
    tooltip: { formatter: ({ name, value }) => `${name}: ×${value.toFixed(2)}` },
    xAxis: { type: "value", axisLabel: { formatter: "×{value}" } },
    yAxis: {
      type: "category", inverse: true, data: bars.map(([name]) => name),
      axisLabel: { width: 118, overflow: "truncate" },
    },
    series: [{
      type: "bar", data: bars.map(([, lift]) => lift), color: blue, barMaxWidth: 18,
      label: { show: true, position: "right", formatter: ({ value }) => `×${value.toFixed(value < 1 ? 2 : 1)}` },
      markLine: {
        silent: true, symbol: "none", label: { show: false }, lineStyle: { color: "#b45309" }, data: [{ xAxis: 1 }],
      },
    }],
  }),
  // What was spent each month; the line is what may be.
  budget: ({ months, budget, budget_words }) => ({
    grid: { left: 64, right: 84, top: 16, bottom: 28 },
    tooltip: { trigger: "axis", valueFormatter: (sum) => sum.toLocaleString() },
    xAxis: { type: "category", data: months.map(([month]) => month) },
    yAxis: {
      type: "value", splitNumber: 3, max: ({ max }) => Math.max(max, budget * 1.15),
      axisLabel: { formatter: (sum) => short.format(sum) },
    },
    series: [{
      type: "bar", data: months.map(([, sum]) => sum), color: blue, barMaxWidth: 28,
      markLine: {
        silent: true, symbol: "none", lineStyle: { color: "#b45309" },
        data: [{ yAxis: budget, label: { formatter: `${budget_words} ${short.format(budget)}`, color: "#8a4207" } }],
      },
    }],
  }),
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
  // Order days as bars; the window of the next order as a band, from its first day to its last.
  orders: ({ orders, today, today_words, window, window_words, middle }) => {
    const ends = [today, ...(window ?? [])].sort();
    const line = (day, text, color) => ({
      xAxis: day, lineStyle: { color, type: "solid" },
      label: { formatter: text, color, align: "right" },  // what lies ahead is told to the right
    });
    return {
      grid: { left: 56, right: 24, top: 24, bottom: 28 },
      tooltip: { trigger: "axis" },
      xAxis: { type: "time", containShape: false, min: days(orders[0][0], -7), max: days(ends.at(-1), 7) },
      yAxis: { type: "value", splitNumber: 3, axisLabel: { formatter: (sum) => short.format(sum) } },
      series: [{
        type: "bar", data: orders, barWidth: 5, color: blue,
        markArea: window && {
          silent: true, itemStyle: { color: "#f5b942", opacity: 0.35 },
          label: { position: [0, -16], color: "#6b4300" },
          data: [[{ xAxis: window[0], name: window_words }, { xAxis: days(window[1], 1) }]],
        },
        markLine: {
          silent: true, symbol: "none",
          data: [line(today, today_words, "#5b6875"), ...(middle ? [line(middle, "", "#b45309")] : [])],
        },
      }],
    };
  },
};


for (const place of document.querySelectorAll("[data-chart]")) {
  const figures = JSON.parse(document.getElementById(place.dataset.from).textContent);
  const chart = echarts.init(place, null, { renderer: "svg" });
  chart.setOption({ animation: false, ...drawn[place.dataset.chart](figures) });
  new ResizeObserver(() => chart.resize()).observe(place);
}
