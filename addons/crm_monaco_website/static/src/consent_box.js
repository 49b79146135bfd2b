import {Interaction} from "@web/public/interaction";
import {ReCaptcha} from "@google_recaptcha/js/recaptcha";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {rpc} from "@web/core/network/rpc";
import {session} from "@web/session";

const CAPTCHA = "monaco_consent";

/**
 * The box "I agree" of every form that asks for an e-mail address.  It is not part of the page that the editor
 * keeps: no form can be without it, and its text is always the one in force.
 */
export class ConsentBox extends Interaction {
    static selector = ".s_website_form form[data-model_name], .js_subscribe";

    async willStart() {
        const lang = document.documentElement.lang;
        this.text = await this.waitFor(rpc("/monaco/consent/text", {lang}));
    }

    start() {
        this.newsletter = this.el.matches(".js_subscribe");
        this.email = this.el.querySelector("input[type=email], input[name=email]");
        if (!this.email || !this.text.body) {
            return;
        }
        this.insert(this.makeBox(), ...this.findPlace());
        if (this.newsletter) {
            this.recaptcha = new ReCaptcha();
            this.recaptcha.loadLibs();
            this.addListener(this.el, "click", this.onSubscribe, {capture: true});
        }
    }

    findPlace() {
        if (this.newsletter) {
            return [this.el.querySelector(".js_subscribe_wrap") || this.el, "beforeend"];
        }
        const submit = this.el.querySelector(".s_website_form_submit");
        return submit ? [submit, "beforebegin"] : [this.el, "beforeend"];
    }

    makeBox() {
        // two elements: the row of a form gives its columns a padding that a box would hang out of
        const column = document.createElement("div");
        column.className = "o_monaco_consent_box text-start col-12 mb-3";
        // below the button of a newsletter, not against it
        column.classList.toggle("mt-2", this.newsletter);
        const row = document.createElement("div");
        row.className = "form-check";
        this.box = document.createElement("input");
        Object.assign(this.box, {
            type: "checkbox",
            className: "form-check-input",
            id: `monaco_consent_${Math.random().toString(36).slice(2)}`,
            value: this.text.hash,
            name: "monaco_consent",
        });
        const label = document.createElement("label");
        label.className = "form-check-label small";
        label.htmlFor = this.box.id;
        label.style.whiteSpace = "pre-line";
        label.textContent = this.text.body;
        const lang = document.createElement("input");
        Object.assign(lang, {
            type: "hidden",
            name: "monaco_consent_lang",
            value: this.text.lang,
        });
        const help = document.createElement("div");
        help.className = "form-text";
        help.textContent = _t(
            "Optional. If you tick it, you get an e-mail in which to confirm it."
        );
        if (this.newsletter) {
            help.textContent = _t(
                "Tick it to subscribe: you get an e-mail in which to confirm it."
            );
        }
        row.append(this.box, label, lang, help);
        column.append(row);
        return column;
    }

    /** Without a yes nothing could be sent: the subscription waits for it. */
    onSubscribe(ev) {
        if (!ev.target.closest(".js_subscribe_btn")) {
            return;
        }
        this.box.classList.toggle("is-invalid", !this.box.checked);
        if (!this.box.checked) {
            ev.preventDefault();
            ev.stopImmediatePropagation();
            return;
        }
        if (/.+@.+/.test(this.email.value)) {
            this.tick(this.email.value);
        }
    }

    async tick(email) {
        const params = {email, text: this.text.hash, lang: this.text.lang};
        const {token} = await this.recaptcha.getToken(CAPTCHA);
        if (token) {
            params.recaptcha_token_response = token;
        }
        if (session.turnstile_site_key && window.turnstile) {
            params.turnstile_captcha = await this.getTurnstileToken();
        }
        await rpc("/monaco/consent/tick", params);
    }

    /** The newsletter's own token serves once, for the newsletter. */
    getTurnstileToken() {
        const place = document.createElement("div");
        this.el.append(place);
        return new Promise((resolve) => {
            window.turnstile.render(place, {
                sitekey: session.turnstile_site_key,
                action: CAPTCHA,
                appearance: "interaction-only",
                callback: resolve,
                "error-callback": () => resolve(""),
            });
        }).finally(() => place.remove());
    }
}

registry.category("public.interactions").add("crm_monaco_website.consent_box", ConsentBox);
