-- What the refresh reads beside benchmarks/dataset.sql: every second prospect was sent a mailing, every
-- twentieth once ordered and was invoiced.
\set ON_ERROR_STOP on
SELECT max(id) AS top FROM res_partner \gset

INSERT INTO mailing_trace
SELECT row_.*
  FROM (SELECT * FROM mailing_trace ORDER BY id LIMIT 1) AS example, res_partner p,
       LATERAL jsonb_populate_record(NULL::mailing_trace, to_jsonb(example) || jsonb_build_object(
           'id', nextval('mailing_trace_id_seq'), 'model', 'res.partner', 'res_id', p.id, 'email', p.email_normalized,
           'trace_status', 'sent', 'sent_datetime', now() - make_interval(days => 100 + p.id % 300),
           'open_datetime', NULL, 'reply_datetime', NULL, 'links_click_datetime', NULL)) AS row_
 WHERE p.email LIKE 'prospect%' AND p.id % 2 = 0;

INSERT INTO sale_order
SELECT row_.*
  FROM (SELECT * FROM sale_order WHERE state = 'sale' ORDER BY id LIMIT 1) AS example, res_partner p,
       LATERAL jsonb_populate_record(NULL::sale_order, to_jsonb(example) || jsonb_build_object(
           'id', nextval('sale_order_id_seq'), 'name', 'B' || p.id, 'partner_id', p.id, 'partner_invoice_id', p.id,
           'partner_shipping_id', p.id, 'invoice_status', 'invoiced', 'delivery_status', 'full', 'company_id', 1,
           'date_order', now() - make_interval(days => 400 + p.id % 2500), 'access_token', NULL)) AS row_
 WHERE p.email LIKE 'prospect%' AND p.id % 20 = 0;
ANALYZE;
