from odoo import api, models


class MonacoPermission(models.AbstractModel):
    """The same reasons in other mouths: told to the person themself, and counted for whoever sends."""

    _inherit = "monaco.permission"

    @api.model
    def _explain_to_person(self, decision):
        """Return the reason of a decision as it is told to the person whom it is about."""
        return self.with_context(monaco_to_person=True)._explain(decision)

    @api.model
    def _get_reasons(self):
        reasons = super()._get_reasons()
        if not self.env.context.get("monaco_to_person"):
            return reasons
        return {
            **reasons,
            "consent": self.env._("you agreed on %(date)s (%(source)s)"),
            "soft_optin": self.env._(
                "you are our client (%(document)s of %(date)s): similar products, until you object"
            ),
            "professional": self.env._("as a professional, until you object"),
            "until_objection": self.env._("until you object"),
            "outside": self.env._("you are not in our file of clients and prospects"),
            "legitimate": self.env._("until you object"),
            "no_consent": self.env._("you have not agreed"),
            "former_text": self.env._("you agreed to a former text: please read the new one"),
            "objected": self.env._("you objected on %(date)s"),
            "withdrawn": self.env._("you withdrew your consent on %(date)s"),
            "refused": self.env._("you said no on %(date)s"),
            "revoked": self.env._("your consent was revoked on %(date)s"),
            "suppressed": self.env._("you asked on %(date)s not to be solicited any more"),
            "blacklisted": self.env._("you asked on %(date)s not to be solicited any more"),
            "archived": self.env._("your file is archived"),
            "anonymised": self.env._("your file is archived"),
            "limited": self.env._("your data are stored only (limitation, art. 15)"),
            "no_address": self.env._("we have no address or number of yours for it"),
            "no_key": self.env._("nothing is sent for the moment"),
        }

    @api.model
    def _get_bare_reasons(self):
        """Return ``{code: words}`` for counts of persons."""
        return {
            **super()._get_bare_reasons(),
            "archived": self.env._("archived files"),
            "anonymised": self.env._("anonymised files"),
            "minor": self.env._("under 15, without their and a parent's consent"),
        }
