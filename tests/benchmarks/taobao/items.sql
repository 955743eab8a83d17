SELECT DISTINCT
  CAST(item_id AS VARCHAR) AS item_id,
  CAST(item_id AS VARCHAR) AS title,
  CAST(category_id AS VARCHAR) AS category
FROM source
