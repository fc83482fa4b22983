"""Following feeds: fetched politely, new entries added to a store, what is new told in a digest."""
