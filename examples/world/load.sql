-- Fills the tables of schema.sql from data/. Run it with psql in this folder: psql -f load.sql
\copy region (code, parent, name, level) FROM 'data/region.csv' CSV HEADER
\copy country (code, alpha3, number, region, name, status, population, gdp, literacy) FROM 'data/country.csv' CSV HEADER
\copy language_family (code, parent, name) FROM 'data/language_family.csv' CSV HEADER
\copy language (code, family, name) FROM 'data/language.csv' CSV HEADER
\copy script (code, name) FROM 'data/script.csv' CSV HEADER
\copy language_script (language, script) FROM 'data/language_script.csv' CSV HEADER
\copy country_name (country, language, name) FROM 'data/country_name.csv' CSV HEADER
\copy language_name (language, in_language, name) FROM 'data/language_name.csv' CSV HEADER
\copy spoken_in (country, language, percent, status) FROM 'data/spoken_in.csv' CSV HEADER
\copy currency (code, name, symbol, decimals) FROM 'data/currency.csv' CSV HEADER
\copy used_in (country, currency, since) FROM 'data/used_in.csv' CSV HEADER
\copy border (country, neighbour) FROM 'data/border.csv' CSV HEADER
\copy city (id, name, country, population, latitude, longitude) FROM 'data/city.csv' CSV HEADER
\copy capital (country, city) FROM 'data/capital.csv' CSV HEADER
\copy organisation (code, name) FROM 'data/organisation.csv' CSV HEADER
\copy membership (organisation, country) FROM 'data/membership.csv' CSV HEADER
\copy time_zone (name, standard_offset, summer_offset) FROM 'data/time_zone.csv' CSV HEADER
\copy country_time_zone (country, time_zone) FROM 'data/country_time_zone.csv' CSV HEADER
ANALYZE;
