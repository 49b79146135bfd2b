-- One aggregate pass over the tables that the nightly refresh reads: each table once, one row a person.
-- It decides nothing (no company, no period, no hold, no family); it is the floor that the refresh is
-- measured against by benchmarks/refresh.py, which also checks that no table of the refresh is missing here.
SELECT count(*), max(at), sum(n)
  FROM (SELECT pid, max(at) AS at, sum(n) AS n
          FROM (SELECT id AS pid, max(create_date) AS at, count(*) AS n FROM res_partner GROUP BY 1
                UNION ALL SELECT partner_id, max(create_date), count(*) FROM crm_lead GROUP BY 1
                UNION ALL SELECT p.id, max(l.create_date), count(*) FROM crm_lead l
                            JOIN res_partner p ON p.email_normalized = l.email_normalized GROUP BY 1
                UNION ALL SELECT p.id, max(l.create_date), count(*) FROM crm_lead l
                            JOIN res_partner p ON p.phone_sanitized = l.phone_sanitized GROUP BY 1
                UNION ALL SELECT author_id, max(date), count(*) FROM mail_message GROUP BY 1
                UNION ALL SELECT res_id, max(sent_datetime), count(*) FROM mailing_trace
                           WHERE model = 'res.partner' GROUP BY 1
                UNION ALL SELECT p.id, max(t.sent_datetime), count(*) FROM mailing_trace t
                            JOIN res_partner p ON p.email_normalized = t.email GROUP BY 1
                UNION ALL SELECT t.res_id, max(c.create_date), count(*) FROM link_tracker_click c
                            JOIN mailing_trace t ON t.id = c.mailing_trace_id GROUP BY 1
                UNION ALL SELECT a.partner_id, max(e.start), count(*) FROM calendar_attendee a
                            JOIN calendar_event e ON e.id = a.event_id GROUP BY 1
                UNION ALL SELECT u.partner_id, max(g.create_date), count(*) FROM res_users_log g
                            JOIN res_users u ON u.id = g.create_uid GROUP BY 1
                UNION ALL SELECT partner_id, max(date), count(*) FROM monaco_solicitation GROUP BY 1
                UNION ALL SELECT partner_id, max(create_date), count(*) FROM monaco_manual_hold GROUP BY 1
                UNION ALL SELECT partner_id, max(date_order), count(*) FROM sale_order GROUP BY 1
                UNION ALL SELECT partner_id, max(invoice_date), count(*) FROM account_move GROUP BY 1
                UNION ALL SELECT partner_id, max(date), count(*) FROM account_move_line GROUP BY 1
                UNION ALL SELECT partner_id, max(date), count(*) FROM account_payment GROUP BY 1
                UNION ALL SELECT partner_id, max(date_done), count(*) FROM stock_picking GROUP BY 1
                UNION ALL SELECT partner_id, max(create_date), count(*) FROM product_supplierinfo GROUP BY 1
                UNION ALL SELECT partner_id, max(create_date), count(*) FROM res_company GROUP BY 1
                UNION ALL SELECT partner_id, max(create_date), count(*) FROM loyalty_card GROUP BY 1
                UNION ALL SELECT partner_id, max(create_date), count(*) FROM payment_transaction GROUP BY 1
                UNION ALL SELECT partner_id, NULL, count(*) FROM monaco_hold GROUP BY 1
               ) AS source
         GROUP BY pid) AS person;
