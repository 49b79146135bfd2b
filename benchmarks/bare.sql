-- The same effect as bare statements in one transaction: no locks, no second look at anybody, no
-- holds, no journal, no certificate, nothing to stop or to resume.  Whoever wrote it knows what this
-- very database holds: only these tables and columns are touched, and the words colleagues wrote are
-- looked for only in messages.  What it cannot do: the files on the disk (marked in the table).
-- Usage: psql -v first=46 -v last=50045 -f benchmarks/bare.sql DATABASE
\set ON_ERROR_STOP on
\timing on
BEGIN;
SET LOCAL jit = off;
SET LOCAL work_mem = '256MB';

CREATE TEMP TABLE gone ON COMMIT DROP AS
SELECT id, name, email_normalized AS email, phone
  FROM res_partner WHERE id BETWEEN :first AND :last AND monaco_state = 'active';
CREATE UNIQUE INDEX ON gone (id);
CREATE INDEX ON gone (email);
ANALYZE gone;

-- what others wrote: whoever is named by e-mail there loses e-mail, telephone and name
CREATE TEMP TABLE theirs ON COMMIT DROP AS
SELECT m.id, m.body, m.model, m.res_id
  FROM mail_message m
 WHERE m.body LIKE '%@%' AND NOT (m.model = 'res.partner' AND m.res_id BETWEEN :first AND :last);
UPDATE mail_message m
   SET body = replace(replace(replace(m.body, g.email, 'Anonymised'), g.phone, 'Anonymised'),
                      g.name, 'Anonymised')
  FROM theirs t,
       LATERAL regexp_matches(t.body, '[\w.+-]+@[\w-]+(?:\.[\w-]+)+', 'g') AS found(address),
       gone g
 WHERE m.id = t.id AND g.email = found.address[1];

DELETE FROM mail_message m USING gone g WHERE m.model = 'res.partner' AND m.res_id = g.id;
DELETE FROM mail_followers f USING gone g
 WHERE f.partner_id = g.id OR f.res_model = 'res.partner' AND f.res_id = g.id;
DELETE FROM ir_attachment a USING gone g WHERE a.res_model = 'res.partner' AND a.res_id = g.id;

UPDATE crm_lead l
   SET name = 'Anonymised #' || l.id, active = false, email_from = NULL, email_normalized = NULL,
       contact_name = NULL, phone = NULL, phone_sanitized = NULL, street = NULL, description = NULL
  FROM gone g WHERE l.partner_id = g.id;

UPDATE res_partner p
   SET name = 'Anonymised #' || p.id, complete_name = 'Anonymised #' || p.id, lastname = 'Anonymised #' || p.id,
       firstname = NULL, active = false, monaco_state = 'anonymised', parent_id = NULL,
       commercial_partner_id = p.id, commercial_company_name = NULL, email = NULL, email_normalized = NULL,
       phone = NULL, phone_sanitized = NULL, street = NULL, city = NULL, zip = NULL, function = NULL,
       comment = NULL, color = NULL, monaco_last_contact = NULL, monaco_deadline = NULL,
       monaco_archive_on = NULL, monaco_clock = NULL, monaco_collection_source_id = NULL
  FROM gone g WHERE p.id = g.id;
COMMIT;
