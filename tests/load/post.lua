-- Answers to threads from many clients for a while.  Who has an answer after that
-- posts no more, and when all have, wrk is interrupted: every post that it sent is
-- one that it counts.
-- Words: seconds, clients, a word that no other run uses, cookies and threads, each
-- with commas between.
dofile(debug.getinfo(1).source:match("@(.*/)") .. "totals.lua")

local ffi = require("ffi")
ffi.cdef [[
	typedef struct { long s, us; } moment;
	int gettimeofday(moment *, void *);
	int getpid(void);
	int kill(int, int);
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

local seconds, clients, run, cookies, threads
local ends -- so many seconds after the first is connected
local n, silent = 0, 0
local interrupt = 2
local words = ("Daar wil ik graag iets over zeggen, want bij ons in de straat " ..
	"speelt dit ook. Vorige week zaten we met zes buren om tafel en toen " ..
	"bleek dat iedereen er anders in staat. Wat hielp: eerst vragen, dan pas " ..
	"raad geven. En een afspraak maken voor een tweede keer, met koffie. Wie " ..
	"doet er mee? "):gsub(" ", "+")

function init(args)
	seconds, clients, run = tonumber(args[1]), tonumber(args[2]), args[3]
	cookies, threads = split(args[4]), split(args[5])
	wrk.headers["Origin"] = wrk.scheme .. "://" .. wrk.host .. ":" .. wrk.port
	wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
end

function delay()
	ends = ends or now() + seconds
	if now() < ends then
		return 0
	end
	silent = silent + 1
	if silent == clients then
		ffi.C.kill(ffi.C.getpid(), interrupt)
	end
	return 60000
end

function request()
	n = n + 1
	wrk.headers["Cookie"] = cookies[n % #cookies + 1]
	return wrk.format("POST", threads[n % #threads + 1] .. "/answer", nil,
		"key=" .. run .. n .. "&parent=0&language=nl&body=" ..
		words .. run .. n)
end
