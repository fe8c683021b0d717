SELECT count(*), count(*) = 0
WHERE false
