SELECT
  CAST(user_id AS VARCHAR) AS customer_id,
  CAST(item_id AS VARCHAR) AS item_id,
  timestamp AS occurred_at,
  CASE behavior
    WHEN 'pv' THEN 'view_item'
    WHEN 'fav' THEN 'add_to_wishlist'
    WHEN 'cart' THEN 'add_to_cart'
    ELSE 'purchase'
  END AS event,
  1 AS quantity,
  0 AS price,
  'CNY' AS currency
FROM source
WHERE timestamp > '2017-11-24'
