-- Invoice lines → the catalogue: the usual description as title, the last price that isn't 0.
WITH named AS (
  SELECT stock_code, invoice_date, TRIM(description) AS description, NULLIF(unit_price, 0) AS price,
    COUNT(*) OVER (PARTITION BY stock_code, TRIM(description)) AS times
  FROM source
  WHERE REGEXP_LIKE(stock_code, '^[0-9]{5}') AND description IS NOT NULL AND unit_price >= 0
), ranked AS (
  SELECT stock_code AS item_id, price,
    FIRST_VALUE(description) OVER (PARTITION BY stock_code ORDER BY times DESC, description) AS title,
    ROW_NUMBER() OVER (PARTITION BY stock_code ORDER BY price IS NULL, invoice_date DESC, price DESC) AS latest
  FROM named
)
SELECT item_id, title, price, 'GBP' AS currency FROM ranked WHERE latest = 1
