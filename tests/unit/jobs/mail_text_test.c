/* A mail says the same in HTML and in plain text, whoever wrote what is in it.
 */
#include "cmocka_all.h"

#include "base/arena.h"
#include "base/num.h"
#include "jobs/mail_text.h"
#include "render/view_mail.h"

static struct arena *arena;

static const enum msg rejected[] = { MSG_MAIL_REJECTED_TELL, MSG_MAIL_DECIDED,
	MSG_MAIL_REJECTED_THEN };
static const struct mail_link_view links[] = { { MSG_MAIL_DISAGREE,
    STR_INIT("https://praat.example/contact") } };

static struct mail_view
rejection(enum lang lang)
{
	return (struct mail_view){ .lang = lang,
		.site_name = STR("Praat mee"),
		.site_url = STR("https://praat.example/"),
		.name = STR("Fatima"),
		.title = STR("Wie helpt mee?"),
		.at = moment(1795892700000),
		.subject = MSG_MAIL_REJECTED_SUBJECT,
		.sentences = { rejected, ARRAY_LEN(rejected) },
		.reason = { .label = MSG_MAIL_REASON,
		    .text = STR("Noem geen namen.\r\n\r\nDank je.") },
		.quote = { .label = MSG_MAIL_QUOTE,
		    .lang = STR("nl"),
		    .text = STR("Ik **ken** er een.\n-- \nVan wie?"),
		    .html = { STR("<p>Ik <strong>ken</strong> er een.</p>") } },
		.button = { MSG_MAIL_SEE_OWN,
		    STR("https://praat.example/account/posts") },
		.links = { links, ARRAY_LEN(links) },
		.why = MSG_MAIL_DECISION_WHY };
}

static void
text_says_it_all(void **state)
{
	struct mail_view view = rejection(LANG_NL);
	struct mail_text mail;

	(void)state;
	mail_text(arena, &view, &mail);
	assert_str(mail.subject, "Je bericht is niet geplaatst");
	assert_str(mail.text,
	    "Hallo Fatima,\n\n"
	    "Je bericht in het gesprek “Wie helpt mee?” is niet geplaatst."
	    "\n\n"
	    "Een moderator besloot dit op 28 november 2026 om 19:05.\n\n"
	    "Je kunt het bericht veranderen. Dan leest een moderator het "
	    "opnieuw.\n\n"
	    "Dit schreef de moderator erbij:\n"
	    "> Noem geen namen.\n>\n> Dank je.\n\n"
	    "Dit schreef je:\n"
	    "> Ik **ken** er een.\n> --\n> Van wie?\n\n"
	    "Naar je berichten:\nhttps://praat.example/account/posts\n\n"
	    "-- \n"
	    "Je krijgt deze mail omdat je lid bent van Praat mee.\n\n"
	    "Ben je het hier niet mee eens? Neem contact op:\n"
	    "https://praat.example/contact\n\n"
	    "Praat mee\nhttps://praat.example/\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(
	    text_says_it_all) };
	int n_failed;

	arena = arena_new(0);
	n_failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(arena);
	return n_failed;
}
