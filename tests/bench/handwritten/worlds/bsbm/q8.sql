-- parameters: P
-- in order: ?reviewDate
-- ?reviewer http://www4.wiwiss.fu-berlin.de/bizer/bsbm/v01/instances/dataFromRatingSite{publisher}/Reviewer{nr}
SELECT r.title, r.text, r.reviewdate AS "reviewDate", n.publisher, n.nr, n.name AS "reviewerName", r.rating1,
  r.rating2, r.rating3, r.rating4
FROM review r
JOIN person n ON n.nr = r.person
WHERE r.product = $1::int AND r.language = 'en'
ORDER BY r.reviewdate DESC LIMIT 20
