SELECT 'http://g.example/team/red'::text
UNION ALL
SELECT 'http://g.example/nowhere'::text
