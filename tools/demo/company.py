"""The company and its staff."""

from odoo import Command
from odoo.tools import file_path

from demo import website

NAME = "Maison Azurelle S.A.M."
SITE = "https://www.maison-azurelle.example"

# What each service may do; a group of an addon that is not installed is left out.
STAFF = {
    "commercial": (
        "Camille Rossignol",
        "Service commercial",
        "sales_team.group_sale_salesman_all_leads mass_mailing.group_mass_mailing_user"
        " base.group_partner_manager",
    ),
    "commercial2": (
        "Luca Ferrandini",
        "Service commercial",
        "sales_team.group_sale_salesman base.group_partner_manager",
    ),
    "logistique": ("Didier Barral-Conte", "Service logistique", "stock.group_stock_user"),
    "comptabilite": (
        "Mireille Sauvanet",
        "Comptabilité",
        "account.group_account_user account.group_account_manager crm_monaco.group_monaco_bank"
        " base.group_partner_manager",
    ),
    "maintenance": ("Romain Teissère", "Prestataire de maintenance", ""),
    "protection": (
        "Hélène Ottaviani",
        "Protection des données",
        "crm_monaco.group_monaco_dpo sales_team.group_sale_salesman_all_leads"
        " account.group_account_readonly base.group_partner_manager base.group_allow_export",
    ),
}


def set_up(env):
    """Name the company, give it an account, and stop what would call other servers."""
    env["res.lang"]._activate_lang("fr_FR")
    company = env.ref("base.main_company")
    company.write(
        {
            "name": NAME,
            "street": "11, rue des Orangers",
            "zip": "98000",
            "city": "Monaco",
            "country_id": env.ref("base.mc").id,
            "phone": "+377 97 00 99 00",
            "email": "contact@maison-azurelle.example",
            "website": SITE,
            "company_registry": "00S00000",
        }
    )
    if not company.chart_template:
        env["account.chart.template"].try_loading("mc", company, install_demo=False)
    company.partner_id.write({"lang": "fr_FR", "tz": "Europe/Monaco"})
    env["res.partner.bank"].create(
        {"partner_id": company.partner_id.id, "acc_number": monaco_iban("11222", "00001", 1)}
    )
    env["website"].search([]).write({"name": "Maison Azurelle"})
    website.name_company(env)
    website.make_leads(env)
    # no look-ups of persons on other companies' servers
    env["ir.config_parameter"].set_param("crm.iap.lead.enrich.setting", "manual")
    for xmlid in (
        "crm_iap_enrich.ir_cron_lead_enrichment",
        "partner_autocomplete.ir_cron_partner_autocomplete",
    ):
        cron = env.ref(xmlid, raise_if_not_found=False)
        if cron:
            cron.active = False
    _leave_out_missing_file(env)
    _staff(env, company)


def _leave_out_missing_file(env):
    """Debian's package of Odoo lacks a file that each page then complains of."""
    path = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"
    try:
        file_path(path)
    except FileNotFoundError:
        bundle = {"name": path, "bundle": "web.assets_backend", "directive": "remove"}
        env["ir.asset"].create({**bundle, "path": path})


def _staff(env, company):
    common = {"lang": "fr_FR", "tz": "Europe/Monaco", "company_id": company.id}
    env["res.users"].with_context(active_test=False).search([]).write(
        {"lang": "fr_FR", "tz": "Europe/Monaco"}
    )
    env.ref("base.user_admin").write({"name": "Administrateur", "email": f"admin@{_domain()}"})
    for login, (name, service, groups) in STAFF.items():
        known = [env.ref(group, raise_if_not_found=False) for group in groups.split()]
        ids = [env.ref("base.group_user").id] + [group.id for group in known if group]
        user = (
            env["res.users"]
            .with_context(no_reset_password=True, mail_create_nosubscribe=True)
            .create(
                {
                    **common,
                    "name": name,
                    "login": login,
                    "password": login,
                    "email": f"{login}@{_domain()}",
                    "group_ids": [Command.set(ids)],
                    "notification_type": "email",
                }
            )
        )
        user.partner_id.function = service


def _domain():
    return SITE.split("www.")[1]


def user(env, login):
    """The environment of one of the staff, in French."""
    found = env["res.users"].search([("login", "=", login)])
    return env(user=found, su=False, context={"lang": "fr_FR", "tz": "Europe/Monaco"})


def monaco_iban(bank, branch, number):
    """A Monaco IBAN whose keys are right, of an account that nobody has."""
    account = f"{number:011}"
    key = 97 - (89 * int(bank) + 15 * int(branch) + 3 * int(account)) % 97
    text = f"{bank}{branch}{account}{key:02}"
    # letters count from A = 10: M is 22, C is 12
    return f"MC{98 - int(text + '221200') % 97:02}{text}"
