-- Invoice lines → purchases and refunds ("C…": cancellation). Lines that are no products get a null item_id.
SELECT
  invoice AS event_id,
  CASE WHEN invoice LIKE 'C%' THEN 'refund' ELSE 'purchase' END AS event,
  invoice AS order_id,
  invoice_date AS occurred_at,
  customer_id,
  CASE WHEN REGEXP_LIKE(stock_code, '^[0-9]{5}') THEN stock_code END AS item_id,
  ABS(quantity) AS quantity,
  unit_price AS price,
  'GBP' AS currency
FROM source
WHERE invoice LIKE 'C%' OR quantity > 0
