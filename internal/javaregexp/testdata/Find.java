import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads lines "PATTERN TEXT" in base64 and prints what java.util.regex finds: the groups of every match, in code points. */
public class Find {
    public static void main(String[] args) throws Exception {
        PrintStream out = new PrintStream(System.out, false, "UTF-8");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            int space = line.indexOf(' ');
            out.println(find(decode(line.substring(0, space)), decode(line.substring(space + 1))));
        }
        out.flush();
    }

    static String decode(String s) {
        return new String(Base64.getDecoder().decode(s), StandardCharsets.UTF_8);
    }

    static String find(String pattern, String text) {
        try {
            Matcher m = Pattern.compile(pattern).matcher(text);
            StringBuilder b = new StringBuilder();
            while (m.find()) {
                b.append('[');
                for (int i = 0; i <= m.groupCount(); i++) {
                    b.append(i == 0 ? "" : " ").append(at(text, m.start(i))).append(' ').append(at(text, m.end(i)));
                }
                b.append(']');
            }
            return b.append(m.matches() ? " whole" : "").toString();
        } catch (RuntimeException e) {
            return "error";
        }
    }

    static int at(String text, int unit) {
        return unit < 0 ? -1 : text.codePointCount(0, unit);
    }
}
