-- Answers to threads from many clients until a moment, then silence, so that none
-- is under way when wrk ends and every post it counts was acknowledged.
-- Words: seconds, a word that no other run uses, cookies and threads, each with
-- commas between.
dofile(debug.getinfo(1).source:match("@(.*/)") .. "totals.lua")

local ffi = require("ffi")
ffi.cdef [[
	typedef struct { long s, us; } moment;
	int gettimeofday(moment *, void *);
]]
local at = ffi.new("moment")
local function now()
	ffi.C.gettimeofday(at, nil)
	return tonumber(at.s) + tonumber(at.us) / 1e6
end

local function split(text)
	local list = {}
	for part in text:gmatch("[^,]+") do
		list[#list + 1] = part
	end
	return list
end

local ends, run, cookies, threads
local n = 0
local words = ("Daar wil ik graag iets over zeggen, want bij ons in de straat " ..
	"speelt dit ook. Vorige week zaten we met zes buren om tafel en toen " ..
	"bleek dat iedereen er anders in staat. Wat hielp: eerst vragen, dan pas " ..
	"raad geven. En een afspraak maken voor een tweede keer, met koffie. Wie " ..
	"doet er mee? "):gsub(" ", "+")

function init(args)
	ends = now() + tonumber(args[1])
	run, cookies, threads = args[2], split(args[3]), split(args[4])
	wrk.headers["Origin"] = wrk.scheme .. "://" .. wrk.host .. ":" .. wrk.port
	wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
end

function delay()
	return now() < ends and 0 or 60000
end

function request()
	n = n + 1
	wrk.headers["Cookie"] = cookies[n % #cookies + 1]
	return wrk.format("POST", threads[n % #threads + 1] .. "/answer", nil,
		"key=" .. run .. n .. "&parent=0&language=nl&body=" ..
		words .. run .. n)
end
