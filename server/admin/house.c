#include "admin/house.h"

#include "crypto/crypto.h"
#include "pages/frame.h"
#include "pages/routes.h"

enum exit_code
house_open(struct call *c, struct house *house)
{
	struct route_asset *assets = arena_array(
	    c->arena, ASSET_N, sizeof(*assets));
	struct router_config config = { .routes = routes,
		.n_routes = n_routes,
		.assets = assets,
		.n_assets = ASSET_N,
		.error = page_error,
		.language = frame_choose_language,
		.own_html = frame_own_html,
		.settings = &c->settings,
		.store = c->store };
	uint64_t seed;
	enum err e;

	routes_assets(assets);
	crypto_random(&seed, sizeof(seed));
	house->cache = cache_new((size_t)c->settings.cache_mb << 20, seed);
	config.cache = house->cache;
	e = router_new(&config, &house->router);
	return call_err(c, e, "reading the site");
}

void
house_close(struct house *house)
{
	router_free(house->router);
	cache_free(house->cache);
}
