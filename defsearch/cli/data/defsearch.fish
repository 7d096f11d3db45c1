# Completion of defsearch in fish. The program prints a row for each candidate: value, tab, description.

function __defsearch_complete
    set -l rows (env _DEFSEARCH_COMPLETE=rows _DEFSEARCH_LINE=(commandline -cp | string collect) defsearch 2>/dev/null)
    set -l typed (commandline -ct)
    # Fish replaces the whole of --option=value.
    set -l option (string match -r -- '^--[\w-]+=' $typed)
    set -l value (string replace -- "$option" '' $typed)
    switch "$rows[1]"
        case ''
            return
        case '*<files>'
            set rows (__fish_complete_path $value)
        case '*<folders>'
            set rows (__fish_complete_directories $value '')
    end
    for row in $rows
        printf '%s%s\n' "$option" $row
    end
end

complete --command defsearch --no-files --keep-order --arguments '(__defsearch_complete)'
