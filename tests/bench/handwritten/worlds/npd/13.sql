-- ?x http://sws.ifi.uio.no/data/npd-v2/survey/{seaName}
SELECT "seaName", "seaCdpTotalKm" AS "cdpKM", "seaBoatTotalKm" AS "boatKM"
FROM seis_acquisition
WHERE "seaCdpTotalKm" > 3660
