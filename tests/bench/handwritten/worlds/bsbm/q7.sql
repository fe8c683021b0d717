-- parameters: P
-- ?offer http://www4.wiwiss.fu-berlin.de/bizer/bsbm/v01/instances/dataFromVendor{vendornr}/Offer{offernr}
-- ?vendor http://www4.wiwiss.fu-berlin.de/bizer/bsbm/v01/instances/dataFromVendor{vendornr}/Vendor{vendornr}
-- ?review http://www4.wiwiss.fu-berlin.de/bizer/bsbm/v01/instances/dataFromRatingSite{site}/Review{reviewnr}
-- ?reviewer http://www4.wiwiss.fu-berlin.de/bizer/bsbm/v01/instances/dataFromRatingSite{personsite}/Reviewer{person}
SELECT p.label AS "productLabel", o.nr AS offernr, o.price, o.vendor AS vendornr, o.label AS "vendorTitle",
  r.publisher AS site, r.nr AS reviewnr, r.title AS "revTitle", r.person, r.personsite, r.name AS "revName",
  r.rating1, r.rating2
FROM product p
LEFT JOIN (SELECT o.product, o.nr, o.price, o.vendor, v.label FROM offer o
  JOIN vendor v ON v.nr = o.vendor WHERE o.product = $1::int AND v.country = 'DE' AND o.publisher = o.vendor
  AND o.validto > '2008-06-20') o ON true
LEFT JOIN (SELECT r.product, r.publisher, r.nr, r.title, r.person, r.rating1, r.rating2, n.name,
  n.publisher AS personsite FROM review r JOIN person n ON n.nr = r.person WHERE r.product = $1::int) r ON true
WHERE p.nr = $1::int
