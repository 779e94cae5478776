/* Text from outside in a page. */
#include "markup.h"
#include "suite.h"
#include <string.h>

static void expect_text(const char *text, const char *expected)
{
    simile_markup markup = {0};
    simile_markup__text(&markup, text);
    ck_assert_int_eq(markup.status, SIMILE_OK);
    ck_assert_str_eq(markup.buffer.data ? markup.buffer.data : "", expected);
    simile_buffer__dispose(&markup.buffer);
}

START_TEST(markup__escapes_what_html_would_read)
{
    expect_text("", "");
    expect_text("<script>alert(\"x\")</script>", "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;");
    expect_text("a & b", "a &amp; b");
    expect_text("caf\xC3\xA9 \xF0\x9F\x98\x80", "caf\xC3\xA9 \xF0\x9F\x98\x80");
}
END_TEST

START_TEST(markup__replaces_what_is_no_text)
{
    expect_text("\x01", "\xEF\xBF\xBD");
    expect_text("a\tb\nc", "a\tb\nc");
    expect_text("\x7F\xC2\x85", "\xEF\xBF\xBD\xEF\xBF\xBD");               /* DEL, a C1 control */
    expect_text("\xEF\xBF\xBE|\xEF\xB7\x90", "\xEF\xBF\xBD|\xEF\xBF\xBD"); /* U+FFFE, U+FDD0 */
    expect_text("\xFFz\xE2\x82", "\xEF\xBF\xBDz\xEF\xBF\xBD");             /* ill-formed, cut short */
    expect_text("\xED\xA0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");   /* a surrogate */
}
END_TEST

START_TEST(markup__cuts_between_characters)
{
    simile_markup markup = {0};
    simile_markup__cut_text(&markup, "ab\xC3\xA9yz", 3);
    simile_markup__put(&markup, "|");
    simile_markup__cut_text(&markup, "abc", 3);
    simile_markup__put(&markup, "|");
    simile_markup__cut_text(&markup, "<<<<", 2);
    ck_assert_str_eq(markup.buffer.data, "ab…|abc|&lt;&lt;…");
    simile_buffer__dispose(&markup.buffer);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {markup__escapes_what_html_would_read, markup__replaces_what_is_no_text,
                                  markup__cuts_between_characters};
    return suite_run("markup", tests, sizeof tests / sizeof *tests);
}
