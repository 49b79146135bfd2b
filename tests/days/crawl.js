/* Open every menu of whoever is logged in, as a click on it does; in each, every view that it offers (pivot, graph, calendar…),
   the form of the first record with all its tabs.  Returns what was opened and what went wrong. */
async () => {
    const {rpcBus} = odoo.loader.modules.get("@web/core/network/rpc");
    const {App} = odoo.loader.modules.get("@odoo/owl");
    const env = odoo.__WOWL_DEBUG__.root.env;
    const problems = [];
    const opened = [];
    const pending = new Set();
    let where = "";
    let updates = 0;
    const note = (text) => problems.push(`${where}: ${text}`);
    const urls = {};
    const onRequest = ({detail}) => {
        urls[detail.data.id] = detail.url;
        if (!detail.settings.silent) {
            pending.add(detail.data.id);
        }
    };
    const onResponse = ({detail}) => {
        pending.delete(detail.data.id);
        const error = detail.error;
        // whoever goes on before an answer came gives that answer up
        if (error && error.name !== "AbortError" && error.constructor.name !== "ConnectionAbortedError") {
            note(`${urls[detail.data.id]} ${error.data?.message || error.message}`);
        }
    };
    const onUpdate = () => updates++;
    rpcBus.addEventListener("RPC:REQUEST", onRequest);
    rpcBus.addEventListener("RPC:RESPONSE", onResponse);
    env.bus.addEventListener("ACTION_MANAGER:UI-UPDATED", onUpdate);

    const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
    const drawing = () => [...App.apps].some((app) => app.scheduler.tasks.size);
    const settle = async (condition = () => true, seconds = 20) => {
        const end = Date.now() + seconds * 1000;
        for (let calm = 0; calm < 3; ) {
            calm = condition() && !pending.size && !drawing() ? calm + 1 : 0;
            if (Date.now() > end) {
                const asked = [...pending].map((id) => urls[id]).join(" ");
                note(`did not come to rest (asked: ${asked}; drawing: ${drawing()}; there: ${!!condition()})`);
                look();
                return;
            }
            await sleep(20);
        }
        look();
    };
    const look = () => {
        for (const box of document.querySelectorAll(".o_error_dialog")) {
            note(`box: ${box.innerText.replace(/\s+/g, " ")}`);
            box.querySelector(".btn-close, footer button")?.click();
        }
        for (const box of document.querySelectorAll(".o_notification:has(.o_notification_bar.bg-danger)")) {
            note(`notification: ${box.innerText.replace(/\s+/g, " ")}`);
            box.querySelector(".o_notification_close")?.click();
        }
    };
    const visible = (selector) => [...document.querySelectorAll(selector)].filter((node) => node.offsetParent);
    const kindOf = (button) => [...button.classList].find((name) => /^o_(?!switch_view)/.test(name));
    const RECORDS = new Set(["o_list", "o_kanban"]);
    const closeDialogs = async () => {
        for (const button of visible(".o_dialog:not(.o_error_dialog) header .btn-close")) {
            button.click();
            await settle();
        }
    };
    const tabs = async () => {
        for (const tab of visible(".o_form_view .o_notebook .nav-link:not(.active)")) {
            tab.click();
            await settle();
        }
    };
    const record = async () => {
        if (visible(".o_view_sample_data").length) {
            return;
        }
        const first =
            visible(".o_list_view .o_data_row .o_data_cell:not(.o_handle_cell, .o_list_button)")[0] ||
            visible(".o_kanban_view .o_kanban_record:not(.o_kanban_ghost)")[0];
        if (!first) {
            return;
        }
        where += " > record";
        first.click();
        await settle();
        await tabs();
        opened.push(where);
        await closeDialogs();
        visible(".o_list_button_discard, .o_form_button_cancel")[0]?.click();
        await settle();
    };

    const seen = new Set();
    const menus = env.services.menu
        .getAll()
        .filter((menu) => menu.actionID && !seen.has(menu.actionID) && seen.add(menu.actionID));
    for (const menu of menus) {
        if (menu.actionModel === "ir.actions.act_url") {
            continue;
        }
        const app = env.services.menu.getMenu(menu.appID)?.name;
        where = `${app} / ${menu.name}`;
        const before = updates;
        await env.services.menu.selectMenu(menu);
        await settle(() => updates > before || visible(".o_dialog").length);
        opened.push(where);
        if (visible(".o_dialog:not(.o_error_dialog)").length) {
            await closeDialogs();
            continue;
        }
        await tabs();
        const title = where;
        const kinds = visible(".o_switch_view").map(kindOf);
        const first = kinds.find((kind) => visible(`.o_switch_view.${kind}.active`).length);
        const others = kinds.filter((kind) => kind !== first);
        // those with records come last: one of them is opened
        const order = others.filter((kind) => !RECORDS.has(kind)).concat(others.filter((kind) => RECORDS.has(kind)));
        if (order.length && !RECORDS.has(order.at(-1)) && RECORDS.has(first)) {
            order.push(first);
        }
        for (const kind of order) {
            where = `${title} (${kind})`;
            visible(`.o_switch_view.${kind}`)[0].click();
            await settle(() => visible(`.o_switch_view.${kind}.active`).length);
            opened.push(where);
        }
        await record();
    }
    rpcBus.removeEventListener("RPC:REQUEST", onRequest);
    rpcBus.removeEventListener("RPC:RESPONSE", onResponse);
    env.bus.removeEventListener("ACTION_MANAGER:UI-UPDATED", onUpdate);
    return {opened, problems};
};
