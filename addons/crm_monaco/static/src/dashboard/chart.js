import {Component, onWillStart, onWillUnmount, useEffect, useRef} from "@odoo/owl";
import {loadBundle} from "@web/core/assets";
import {cookie} from "@web/core/browser/cookie";
import {getColor, getCustomColor} from "@web/core/colors/colors";

const OVER = "#EA6175";

/**
 * Bars of counts; a click on a bar opens the persons it counts.
 *
 * A dataset is {label, data, actions, over?}: `over` marks the bars that are older than allowed.
 */
export class MonacoChart extends Component {
    static template = "crm_monaco.Chart";
    static props = {
        title: String,
        labels: {type: Array, element: String},
        datasets: {type: Array, element: Object},
        onOpen: Function,
    };

    setup() {
        this.canvas = useRef("canvas");
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => this.draw(),
            () => [this.props.datasets]
        );
        onWillUnmount(() => this.chart?.destroy());
    }

    draw() {
        this.chart?.destroy();
        const scheme = cookie.get("color_scheme");
        const text = getCustomColor(scheme, "#111827", "#E4E4E4");
        const grid = getCustomColor(scheme, "#d8dadd", "#3C3E4B");
        const datasets = this.props.datasets.map((dataset, index) => {
            const color = getColor(index, scheme, "odoo");
            const colors = dataset.data.map((_, bar) => (dataset.over?.[bar] ? OVER : color));
            return {
                label: dataset.label,
                data: dataset.data,
                backgroundColor: colors,
                maxBarThickness: 48,
            };
        });
        this.chart = new Chart(this.canvas.el, {
            type: "bar",
            data: {labels: this.props.labels, datasets},
            options: {
                animation: false,
                maintainAspectRatio: false,
                onClick: (ev, bars) => this.open(bars),
                onHover: (ev, bars) => {
                    ev.native.target.style.cursor = bars.length ? "pointer" : "default";
                },
                plugins: {legend: this.getLegend(scheme, text), tooltip: {intersect: false}},
                scales: {
                    x: {grid: {display: false}, ticks: {color: text, autoSkip: false}},
                    y: {beginAtZero: true, grid: {color: grid}, ticks: {color: text, precision: 0}},
                },
            },
        });
    }

    /** The legend shows the colour of the dataset, not that of its first bar, which may be red. */
    getLegend(scheme, color) {
        const generateLabels = () =>
            this.props.datasets.map((dataset, index) => {
                const fillStyle = getColor(index, scheme, "odoo");
                return {
                    text: dataset.label,
                    fillStyle,
                    strokeStyle: fillStyle,
                    fontColor: color,
                    datasetIndex: index,
                };
            });
        return {position: "bottom", labels: {color, boxWidth: 12, generateLabels}};
    }

    open(bars) {
        if (bars.length) {
            this.props.onOpen(this.props.datasets[bars[0].datasetIndex].actions[bars[0].index]);
        }
    }
}
