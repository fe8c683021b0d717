-- ?member http://sws.ifi.uio.no/data/npd-v2/wellbore/{wlbNpdidWellbore}/cores
-- ?wc http://sws.ifi.uio.no/data/npd-v2/wellbore/{wlbNpdidWellbore}/core/{wlbCoreNumber}
SELECT DISTINCT "wlbNpdidWellbore", "wlbCoreNumber", "wlbTotalCoreLength" AS length
FROM wellbore_core
WHERE "wlbCoreIntervalUom" = '[m   ]' AND "wlbTotalCoreLength" > 300
