# a model beside the one of --against and baselines, in 80 columns: a table that is wider is printed in parts
figure() { printf '"%s": 0.%s, "%s_low": 0.%s, "%s_high": 0.%s, ' "$1" "$2" "$1" "$3" "$1" "$4"; }
{
    printf '[{"task": "labelled", "file": "data/reviews.tsv", "rows": 40, "main": "knn10_accuracy", "error": null, '
    for who in '' against_ static_ tfidf_ jaccard_ random_; do
        figure "${who}knn10_accuracy" 7 6 8
        printf '"%sknn10_accuracy_without_duplicates": 0.65, ' "$who"
    done
    for who in '' against_ static_ random_; do
        figure "${who}purity" 5 4 625
    done
    printf '"knn10_accuracy_difference": 0, "knn10_accuracy_difference_low": -0.125, '
    printf '"knn10_accuracy_difference_high": 0.125, "knn10_accuracy_p": 1, "purity_difference": -0.25, "purity_p": null, '
    printf '"data": {"duplicates": 3, "duplicates_share": 0.075}}]\n'
} >small.json
"$SIMILE_BIN" report small.json --text | sed '/^Configuration/,$d' >out.txt
cat out.txt
# wider than 80 columns: awk counts bytes, so every sign becomes one
echo "wide lines: $(sed 's/[━○●·─↳–−═]/x/g' out.txt | awk 'length($0) > 80' | wc -l)"
