/*
 * frail_disk.h: a disk that forgets what was not synced when the power fails.
 *
 * A VFS in front of SQLite's own remembers of each file what it had when it was
 * last synced.  frail_disk_cut() gives the files as they may be found
 * afterwards: of each sector either that, or what was written since.
 */
#ifndef STORE_FRAIL_DISK_H
#define STORE_FRAIL_DISK_H

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/check.h"
#include "store/sqlite.h"

enum { FRAIL_FILES_MAX = 4, FRAIL_PATH_MAX = 256, SECTOR = 512 };

/* The database or its WAL; from and to: what was written since the sync. */
struct frail_file {
	char path[FRAIL_PATH_MAX];
	uint8_t *synced;
	size_t n_synced, n_room, from, to;
};

struct frail_disk {
	sqlite3_vfs vfs, *real;
	pthread_mutex_t lock; /* around each change of a file */
	struct frail_file files[FRAIL_FILES_MAX];
	size_t n_files;
};

/* Behind the system's own part of each open file. */
struct frail_handle {
	sqlite3_io_methods methods;
	const sqlite3_io_methods *real;
	struct frail_disk *disk;
	struct frail_file *file;
};

static inline size_t
frail_offset(const sqlite3_vfs *real)
{
	return ((size_t)real->szOsFile + 15) / 16 * 16;
}

static inline struct frail_handle *
frail_handle_of(sqlite3_file *f)
{
	sqlite3_vfs *real = sqlite3_vfs_find("unix");

	return (void *)((char *)f + frail_offset(real));
}

static inline int
frail_write(sqlite3_file *f, const void *p, int n, sqlite3_int64 at)
{
	struct frail_handle *h = frail_handle_of(f);
	size_t from = (size_t)at, to = from + (size_t)n;
	int code;

	pthread_mutex_lock(&h->disk->lock);
	code = h->real->xWrite(f, p, n, at);
	if (h->file->from == h->file->to)
		h->file->from = from;
	h->file->from = from < h->file->from ? from : h->file->from;
	h->file->to = to > h->file->to ? to : h->file->to;
	pthread_mutex_unlock(&h->disk->lock);
	return code;
}

static inline int
frail_truncate(sqlite3_file *f, sqlite3_int64 n)
{
	struct frail_handle *h = frail_handle_of(f);
	int code;

	pthread_mutex_lock(&h->disk->lock);
	code = h->real->xTruncate(f, n);
	pthread_mutex_unlock(&h->disk->lock);
	return code;
}

static inline int
frail_sync(sqlite3_file *f, int flags)
{
	struct frail_handle *h = frail_handle_of(f);
	struct frail_file *file = h->file;
	sqlite3_int64 size = 0;
	int code;

	(void)flags;
	pthread_mutex_lock(&h->disk->lock);
	code = h->real->xFileSize(f, &size);
	if (file->n_room <= (size_t)size) {
		file->n_room = 2 * (size_t)size + SECTOR;
		file->synced = xrealloc(file->synced, file->n_room);
	}
	file->to = file->to < (size_t)size ? file->to : (size_t)size;
	if (code == SQLITE_OK && file->from < file->to)
		code = h->real->xRead(f, file->synced + file->from,
		    (int)(file->to - file->from), (sqlite3_int64)file->from);
	if (code == SQLITE_OK)
		file->n_synced = (size_t)size;
	file->from = file->to = 0;
	pthread_mutex_unlock(&h->disk->lock);
	return code;
}

static inline struct frail_file *
frail_file_of(struct frail_disk *d, const char *path)
{
	for (size_t i = 0; i < d->n_files; i++)
		if (strcmp(d->files[i].path, path) == 0)
			return &d->files[i];
	CHECK(d->n_files < FRAIL_FILES_MAX);
	snprintf(d->files[d->n_files].path, FRAIL_PATH_MAX, "%s", path);
	return &d->files[d->n_files++];
}

static inline int
frail_open(
    sqlite3_vfs *vfs, const char *name, sqlite3_file *f, int flags, int *out)
{
	struct frail_disk *d = vfs->pAppData;
	int code = d->real->xOpen(d->real, name, f, flags, out);
	struct frail_handle *h = frail_handle_of(f);

	if (code != SQLITE_OK ||
	    (flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL)) == 0)
		return code;
	pthread_mutex_lock(&d->lock);
	*h = (struct frail_handle){ *f->pMethods, f->pMethods, d,
		frail_file_of(d, name) };
	h->methods.xWrite = frail_write;
	h->methods.xTruncate = frail_truncate;
	h->methods.xSync = frail_sync;
	f->pMethods = &h->methods;
	pthread_mutex_unlock(&d->lock);
	return code;
}

/* From here on every database of this process is on the disk. */
static inline void
frail_disk_init(struct frail_disk *d)
{
	*d = (struct frail_disk){ .real = sqlite3_vfs_find("unix") };
	pthread_mutex_init(&d->lock, NULL);
	d->vfs = *d->real;
	d->vfs.zName = "frail";
	d->vfs.pAppData = d;
	d->vfs.xOpen = frail_open;
	d->vfs.szOsFile = (int)(frail_offset(d->real) +
	    sizeof(struct frail_handle));
	CHECK(sqlite3_vfs_register(&d->vfs, 1) == SQLITE_OK);
}

static inline void
frail_disk_fini(struct frail_disk *d)
{
	sqlite3_vfs_unregister(&d->vfs);
	for (size_t i = 0; i < d->n_files; i++)
		free(d->files[i].synced);
	pthread_mutex_destroy(&d->lock);
}

/* One file as it is found, with the lock held. */
static inline void
frail_file_cut(const struct frail_file *f, const char *dir, unsigned *seed)
{
	int from = open(f->path, O_RDONLY), to;
	size_t n_now = (size_t)lseek(from, 0, SEEK_END);
	size_t n = f->n_synced > n_now ? f->n_synced : n_now;
	uint8_t *bytes = xcalloc(1, n + 1), *now = xcalloc(1, n_now + 1);
	char path[2 * FRAIL_PATH_MAX];

	CHECK(pread(from, now, n_now, 0) == (ssize_t)n_now);
	memcpy(bytes, f->synced == NULL ? now : f->synced, f->n_synced);
	for (size_t at = 0; *seed != 0 && at < n_now; at += SECTOR)
		if (rand_r(seed) % 2 == 0)
			memcpy(bytes + at, now + at,
			    at + SECTOR < n_now ? SECTOR : n_now - at);
	if (*seed == 0 || rand_r(seed) % 2 == 0)
		n = f->n_synced;
	snprintf(path, sizeof(path), "%s%s", dir, strrchr(f->path, '/'));
	to = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	CHECK(to != -1 && write(to, bytes, n) == (ssize_t)n);
	close(from);
	close(to);
	free(bytes);
	free(now);
}

/*
 * The power fails: write into dir what is found of each file.  seed 0: nothing
 * but what was synced; others: some of the rest too.
 */
static inline void
frail_disk_cut(struct frail_disk *d, const char *dir, unsigned seed)
{
	pthread_mutex_lock(&d->lock);
	for (size_t i = 0; i < d->n_files; i++)
		frail_file_cut(&d->files[i], dir, &seed);
	pthread_mutex_unlock(&d->lock);
}

#endif
