import {Component, onWillStart, status, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";
import {useService} from "@web/core/utils/hooks";
import {Layout} from "@web/search/layout";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {MonacoChart} from "./chart";

const STATES = {preview: "text-bg-info", approved: "text-bg-warning", done: "text-bg-success"};

/** The first screen of the app: one call brings the counts, each with the action that lists it. */
export class MonacoDashboard extends Component {
    static template = "crm_monaco.Dashboard";
    static components = {Layout, MonacoChart};
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.display = {controlPanel: {}};
        this.state = useState({data: null});
        this.whoIsDue = _t("Who is due");
        this.ages = _t("Years since the last contact");
        onWillStart(() => this.load());
    }

    async load() {
        this.state.data = await this.orm.call("monaco.dashboard", "get_dashboard", [], {
            context: {...user.context, ...this.props.action.context},
        });
    }

    open(action) {
        if (action) {
            // a dialog may end on another screen, where nothing is left to refresh nor to wait for
            const onClose = () => void (status(this) === "mounted" && this.load());
            this.action.doAction(action, {onClose});
        }
    }

    async preview() {
        this.open(await this.orm.call("monaco.run", "action_preview", []));
    }

    format(count) {
        return count.toLocaleString(user.lang);
    }

    stateClass(run) {
        return STATES[run.state] || "text-bg-secondary";
    }

    /** Width of a ground's bar, the most frequent one being full. */
    share(hold) {
        return Math.max(2, Math.round((100 * hold.count) / this.state.data.holds[0].count));
    }
}

registry.category("actions").add("monaco_dashboard", MonacoDashboard);
