SELECT c.track
FROM public.call AS c
WHERE c.line = 'a-b'
  AND c.place = 'c'
  AND c.hour = '7:00'
