"""The company's website: its contact page names the company, and what visitors write there becomes a lead."""

import re

# the fields of Odoo's own form → those of a lead, as the website's editor saves them when that action is chosen
_LEAD = {
    'data-model_name="mail.mail"': 'data-model_name="crm.lead"',
    'name="name"': 'name="contact_name"',
    'name="company"': 'name="partner_name"',
    'name="subject"': 'name="name"',
}
_EMAIL_TO = re.compile(r'<input id="contact7"[^>]*name="email_to"[^>]*/>')


def make_leads(env):
    """Let the contact form make leads; a page whose form was changed already is left alone."""
    for page in _pages(env, "website.contactus"):
        arch = page.arch_db
        if all(old in arch for old in _LEAD):
            for old, new in _LEAD.items():
                arch = arch.replace(old, new)
            page.arch_db = _EMAIL_TO.sub("", arch)


def name_company(env):
    """Put the company's own address where Odoo's pages have an invented one."""
    company = env.ref("base.main_company")
    address = f"{company.street}, {company.zip} {company.city}"
    words = {
        "My Company": company.name,
        "3575 Fake Buena Vista Avenue": address,
        "+1 555-555-5556": company.phone,
        "info@yourcompany.example.com": company.email,
    }
    for page in _pages(env, "website.contactus", "website.contactus_thanks"):
        arch = page.arch_db
        for old, new in words.items():
            arch = arch.replace(f">{old}<", f">{new}<")
        page.arch_db = arch


def _pages(env, *keys):
    """Return the pages in the language they were written in: their translations follow."""
    env = env(context={**env.context, "lang": None})
    return env["ir.ui.view"].with_context(active_test=False).search([("key", "in", keys)])
