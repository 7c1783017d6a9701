// Pages with charts load this beside kehu.js.
import * as echarts from "echarts";

window.echarts = echarts;
