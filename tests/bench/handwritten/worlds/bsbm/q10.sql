-- parameters: P
-- in order: ?price
-- ?offer http://www4.wiwiss.fu-berlin.de/bizer/bsbm/v01/instances/dataFromVendor{vendor}/Offer{nr}
SELECT o.vendor, o.nr, o.price FROM offer o JOIN vendor v ON v.nr = o.vendor
WHERE o.product = $1::int AND o.publisher = o.vendor AND v.country = 'US'
AND o.deliverydays <= 3 AND o.validto > '2008-06-20' ORDER BY o.price LIMIT 10
