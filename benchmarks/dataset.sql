-- A realistic file of prospects: bodies of 1 KB, 1.7 messages, 0.3 leads, 0.45 followers a prospect,
-- 10 % child contacts.  Rows are copies of an existing row with other values, so that any set of
-- installed apps keeps its own required columns.  Usage, on a copy of a template with our addons:
--   psql -v prospects=200000 -f benchmarks/dataset.sql DATABASE
\set ON_ERROR_STOP on
SELECT max(id) AS base FROM res_partner \gset
SELECT id AS source FROM monaco_collection_source ORDER BY id LIMIT 1 \gset

INSERT INTO res_partner
SELECT row_.*
  FROM (SELECT * FROM res_partner WHERE id = 1) AS example, generate_series(1, :prospects) n,
       LATERAL jsonb_populate_record(NULL::res_partner, to_jsonb(example) || jsonb_build_object(
           'id', :base + n, 'name', 'Prospect ' || n, 'complete_name', 'Prospect ' || n,
           'email', 'prospect' || n || '@example.com', 'email_normalized', 'prospect' || n || '@example.com',
           'phone', '+377 99 ' || n, 'phone_sanitized', '+3779' || lpad(n::text, 8, '0'),
           'street', n || ' avenue de Monte-Carlo', 'city', 'Monaco', 'zip', '98000', 'type', 'contact',
           'active', true, 'is_company', false, 'company_id', NULL, 'user_id', NULL, 'partner_share', true,
           'create_date', now() - make_interval(days => 400 + n % 600),
           'commercial_partner_id', CASE WHEN n % 10 = 0 THEN :base + n - 1 ELSE :base + n END,
           'parent_id', CASE WHEN n % 10 = 0 THEN :base + n - 1 END, 'lang', 'fr_FR',
           'monaco_collection_source_id', CASE WHEN n % 3 <> 0 THEN :source::int END,
           'monaco_collection_date', NULL)) AS row_;
SELECT setval('res_partner_id_seq', (SELECT max(id) FROM res_partner));

INSERT INTO crm_lead
SELECT row_.*
  FROM (SELECT * FROM crm_lead ORDER BY id LIMIT 1) AS example, generate_series(1, :prospects) n,
       LATERAL jsonb_populate_record(NULL::crm_lead, to_jsonb(example) || jsonb_build_object(
           'id', nextval('crm_lead_id_seq'), 'name', 'Demande ' || n, 'partner_id', :base + n,
           'commercial_partner_id', NULL, 'company_id', 1, 'active', true, 'won_status', 'pending',
           'email_from', 'prospect' || n || '@example.com', 'email_normalized', 'prospect' || n || '@example.com',
           'contact_name', 'Prospect ' || n, 'phone', NULL, 'phone_sanitized', NULL,
           'create_date', now() - make_interval(days => 400 + n % 500))) AS row_ WHERE n % 10 < 3;

INSERT INTO mail_message
SELECT row_.*
  FROM (SELECT * FROM mail_message ORDER BY id LIMIT 1) AS example,
       generate_series(1, :prospects) n, generate_series(1, 2) k,
       LATERAL jsonb_populate_record(NULL::mail_message, to_jsonb(example) || jsonb_build_object(
           'id', nextval('mail_message_id_seq'), 'model', 'res.partner', 'res_id', :base + n, 'parent_id', NULL, 'reply_to', NULL,
           'body', '<p>Bonjour prospect' || n || '@example.com ' || repeat('mot ' || n || ' ', 100) || '</p>',
           'message_type', CASE WHEN k = 1 THEN 'email' ELSE 'comment' END,
           'author_id', CASE WHEN k = 1 THEN :base + n ELSE 3 END,
           'email_from', 'prospect' || n || '@example.com', 'message_id', '<' || n || '.' || k || '@bench>',
           'date', now() - make_interval(days => 400 + n % 300))) AS row_ WHERE k = 1 OR n % 10 < 7;

INSERT INTO mail_followers (res_model, res_id, partner_id)
SELECT 'res.partner', :base + n, 3 FROM generate_series(1, :prospects) n WHERE n % 20 < 9;

INSERT INTO ir_attachment
SELECT row_.*
  FROM (SELECT * FROM ir_attachment ORDER BY id LIMIT 1) AS example,
       generate_series(1, :prospects) n,
       LATERAL jsonb_populate_record(NULL::ir_attachment, to_jsonb(example) || jsonb_build_object(
           'id', nextval('ir_attachment_id_seq'), 'name', 'offre' || n || '.pdf', 'res_model', 'res.partner',
           'res_id', :base + n, 'res_field', NULL, 'store_fname', 'be/' || md5(n::text), 'checksum', md5(n::text),
           'url', NULL)) AS row_ WHERE n % 10 = 0;
ANALYZE;
