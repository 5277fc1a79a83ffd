package dev.caravan.report.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.report.Reports;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.commonmark.ext.gfm.tables.TableCell;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.CustomNode;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;

/**
 * Names, keys and reasons come from outside. Whatever they are, a page has the same elements, and shows them as they are:
 * read back by parsers that share nothing with what wrote it.
 */
class HostileNamesTest {
    private static final String HARMLESS = "plain";

    static Stream<String> names() {
        return Stream.of(
                "<script>alert(1)</script>",
                "</style><script>alert(1)</script>",
                "\" onmouseover=\"alert(1)",
                "' onload='alert(1)",
                "`onload=alert(1)`",
                "<img src=x onerror=alert(1)>",
                "<!-- -->",
                "--><b>",
                "]]>",
                "<![CDATA[x]]>",
                "&amp;&lt;&#60;&nbsp;",
                "{{migration}}{{{style}}}{{#sections}}",
                "a | b || c \\| d",
                "*bold* _it_ ~~no~~ `code` ``x``",
                "[link](javascript:alert(1)) ![img](http://example.org/x.png)",
                "<http://example.org>",
                "http://example.org/?a=1&b=2 https://example.org www.example.org ftp://example.org a@example.org",
                "# no heading",
                "> no quote",
                "\\",
                "\\\\`|\\",
                "السلام عليكم",
                "שלום <b>",
                "日本語の表",
                "👩‍👩‍👧 🚀",
                "é e\u0301",
                "x".repeat(900),
                "|".repeat(900));
    }

    @ParameterizedTest
    @MethodSource("names")
    void shouldShowThemInHtml(String name) throws Exception {
        Element page = html(name);

        assertThat(elements(page)).isEqualTo(elements(html(twin(name))));
        assertThat(occurrences(page.getTextContent(), name))
                .isGreaterThanOrEqualTo(occurrences(html(HARMLESS).getTextContent(), HARMLESS));
        assertThat(page.getElementsByTagName("script").getLength()).isZero();
        assertThat(page.getElementsByTagName("bdi").getLength()).isGreaterThan(20);
    }

    /** A harmless one as long, and of as many lines: what is long is folded. */
    private static String twin(String name) {
        return name.strip().replaceAll("[^\\n\\r]", "x");
    }

    @ParameterizedTest
    @MethodSource("names")
    void shouldShowThemInMarkdown(String name) {
        Seen seen = markdown(name);

        Seen harmless = markdown(HARMLESS);
        assertThat(seen.nodes).isEqualTo(harmless.nodes);
        assertThat(occurrences(seen.text.toString(), name.strip()))
                .isGreaterThanOrEqualTo(occurrences(harmless.text.toString(), HARMLESS));
    }

    @Test
    void shouldMakeVisibleWhatWouldHide() throws Exception {
        String hidden = "a\u202eb\u0000c\nd\u2028e\u200bf\ud800g\ufffeh\u0085i\u00adj\u2066k";
        String shown = "a\\u{202e}b\\u{0}c\\nd\\u{2028}e\\u{200b}f\\u{d800}g\\u{fffe}h\\u{85}i\\u{ad}j\\u{2066}k";

        assertThat(Visible.of(hidden)).isEqualTo(shown);
        assertThat(html(hidden).getTextContent()).contains(shown).doesNotContain("\u202e");
        assertThat(markdown(hidden).text.toString()).contains(shown);
    }

    @Test
    void shouldCutWhatNobodyReads() throws Exception {
        String text = html("😀".repeat(100_000)).getTextContent();

        assertThat(text).contains("😀".repeat(1_000) + "… (100,000 characters)").doesNotContain("😀".repeat(1_001));
    }

    @Test
    void shouldLetNothingOutsideIn() {
        String page = new HtmlReport().text(Reports.naming(HARMLESS));

        assertThat(page)
                .contains("default-src 'none'; style-src 'sha256-")
                .doesNotContain("unsafe-inline", "http:", "https:", "src=", "href=", "@import", "url(");
    }

    private static Element html(String name) throws Exception {
        DocumentBuilderFactory parsers = DocumentBuilderFactory.newInstance();
        byte[] page = new HtmlReport().text(Reports.naming(name)).getBytes(UTF_8);
        return parsers.newDocumentBuilder()
                .parse(new ByteArrayInputStream(page))
                .getDocumentElement();
    }

    /** Every element with its attributes' names, and the values of those that do something. */
    private static List<String> elements(Element page) {
        List<String> all = new ArrayList<>();
        var found = page.getElementsByTagName("*");
        for (int element = 0; element < found.getLength(); element++) {
            StringBuilder text = new StringBuilder(found.item(element).getNodeName());
            var attributes = found.item(element).getAttributes();
            for (int attribute = 0; attribute < attributes.getLength(); attribute++) {
                text.append(' ').append(attributes.item(attribute));
            }
            all.add(text.toString());
        }
        return all;
    }

    private static int occurrences(String text, String part) {
        int count = 0;
        for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length())) {
            count++;
        }
        return count;
    }

    private static Seen markdown(String name) {
        var extensions = List.of(TablesExtension.create());
        Node document =
                Parser.builder().extensions(extensions).build().parse(new MarkdownReport().text(Reports.naming(name)));
        Seen seen = new Seen();
        document.accept(seen);
        return seen;
    }

    /** The text of a document, and its nodes except for how text is parted. */
    private static final class Seen extends AbstractVisitor {
        private final StringBuilder text = new StringBuilder();
        private final List<String> nodes = new ArrayList<>();

        @Override
        public void visit(Text node) {
            text.append(node.getLiteral());
        }

        @Override
        public void visit(SoftLineBreak node) {
            text.append('\n');
        }

        @Override
        public void visit(HardLineBreak node) {
            nodes.add("hard line break");
        }

        @Override
        public void visit(Code node) {
            nodes.add("code");
        }

        @Override
        public void visit(HtmlInline node) {
            nodes.add("html " + node.getLiteral());
        }

        @Override
        public void visit(HtmlBlock node) {
            nodes.add("html " + node.getLiteral());
        }

        @Override
        public void visit(Link node) {
            nodes.add("link " + node.getDestination());
            visitChildren(node);
        }

        @Override
        public void visit(CustomNode node) {
            nodes.add(node.getClass().getSimpleName());
            visitChildren(node);
            if (node instanceof TableCell) {
                text.append('\n');
            }
        }

        @Override
        protected void visitChildren(Node parent) {
            nodes.add("in " + parent.getClass().getSimpleName());
            super.visitChildren(parent);
            nodes.add("out");
        }
    }
}
